@echo off
rem Starts Lungo: finds a JDK, builds what is missing, runs the command. See lungo --help.
setlocal enableextensions
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "home=%root%\dist\target\lungo"
if exist "%root%\lungo.jar" set "home=%root%"

rem ---- a JDK, 17 or newer
if defined JAVA_HOME (
  set "jdk=%JAVA_HOME%"
  goto check
)
set "jdk="
for /f "delims=" %%j in ('where javac 2^>nul') do if not defined jdk for %%d in ("%%~dpj..") do set "jdk=%%~fd"
:check
if not defined jdk goto nojdk
if not exist "%jdk%\bin\java.exe" goto nojdk
if not exist "%jdk%\bin\javac.exe" goto nojdk
set "version="
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%jdk%\release" 2^>nul') do if not defined version set "version=%%~v"
for /f "tokens=1 delims=." %%m in ("%version%") do if %%m lss 17 goto nojdk
rem JDKs from 24 on warn of how a library with which Tablesaw finds its file formats uses memory.
set "quiet="
for /f "tokens=1 delims=." %%m in ("%version%") do if %%m geq 24 set "quiet=--sun-misc-unsafe-memory-access=allow"

rem ---- the build; changed sources need: mvnw package
if exist "%home%\jvm.options" goto start
echo lungo: building for the first time; this takes a minute or two and downloads from Maven Central 1>&2
set "JAVA_HOME=%jdk%"
call "%root%\mvnw.cmd" -q -B -f "%root%\pom.xml" package -Dmaven.test.skip=true -Dspotless.check.skip=true 1>&2
if errorlevel 1 (
  echo lungo: the build failed, see above 1>&2
  exit /b 1
)

:start
if not defined CUBLAS_WORKSPACE_CONFIG set "CUBLAS_WORKSPACE_CONFIG=:4096:8"
set "class_path=%home%\lungo.jar"
if not defined PYTORCH_LIBRARY_PATH if not "%LUNGO_DEVICE%"=="gpu" set "class_path=%class_path%;%home%\native\*"
if /i "%~1"=="kernel" (
  "%jdk%\bin\java.exe" "@%home%\jvm.options" %quiet% -cp "%class_path%" lungo.kernel.KernelMain "%~2"
  exit /b
)
set "cwd=%CD%"
rem Jupyter runs a notebook in its folder, and so does this when the notebook comes first.
if /i "%~1"=="run" if /i "%~x2"==".ipynb" if exist "%~dp2" cd /d "%~dp2"
if /i "%~1"=="check" if /i "%~x2"==".ipynb" if exist "%~dp2" cd /d "%~dp2"
"%jdk%\bin\java.exe" "@%home%\jvm.options" %quiet% -cp "%class_path%" "-Dlungo.root=%root%" "-Dlungo.home=%home%" "-Dlungo.cwd=%cwd%" lungo.kernel.cli.Main %*
exit /b %errorlevel%

:nojdk
echo lungo: a JDK 17 or newer is needed; JAVA_HOME and the PATH name none. 1>&2
echo Install one, for example: winget install EclipseAdoptium.Temurin.21.JDK 1>&2
exit /b 1
