package lungo.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import lungo.data.DataException;

/**
 * A model's folder in the cache, as Hugging Face's Python library lays it out: {@code
 * refs/REVISION} has a commit, {@code snapshots/COMMIT/FILE} leads to {@code blobs/SUM}.
 *
 * @param folder of the model
 */
record HubCache(Path folder) {

  private static final int COMMIT = 40;

  Path snapshot(String commit) {
    return folder.resolve("snapshots").resolve(commit);
  }

  Path blob(RemoteFile file) {
    return folder.resolve("blobs").resolve(file.tag());
  }

  /** Whether a revision always means the same files. */
  static boolean isCommit(String revision) {
    return revision.length() == COMMIT && revision.matches("[0-9a-f]+");
  }

  /** The commit that a revision meant when it was last asked for; empty if it never was. */
  String commit(String revision) throws IOException {
    if (isCommit(revision)) {
      return revision;
    }
    Path ref = ref(revision);
    return Files.exists(ref) ? Files.readString(ref).strip() : "";
  }

  void remember(String revision, String commit) throws IOException {
    if (!revision.equals(commit)) {
      Path ref = ref(revision);
      Files.createDirectories(Objects.requireNonNull(ref.getParent(), "a folder of branches"));
      Files.writeString(ref, commit);
    }
  }

  private Path ref(String revision) {
    return inside(folder.resolve("refs"), revision);
  }

  /** Puts a file that is there into the snapshot of a commit. */
  void link(RemoteFile file, String commit) throws IOException {
    Path target = inside(snapshot(commit), file.name());
    Path blob = blob(file);
    Path beside = Objects.requireNonNull(target.getParent(), "a snapshot's folder");
    Files.createDirectories(beside);
    if (Files.exists(target)) {
      return;
    }
    Files.deleteIfExists(target); // a link that leads nowhere
    try {
      Files.createSymbolicLink(target, beside.relativize(blob));
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(blob, target, StandardCopyOption.REPLACE_EXISTING); // Windows without the right
    }
  }

  /** A place below a folder. */
  static Path inside(Path folder, String name) {
    Path place = folder.resolve(name).normalize();
    if (name.isBlank() || name.contains("\\") || !place.startsWith(folder.normalize())) {
      throw new DataException("'" + name + "' is no name of a file or a revision");
    }
    return place;
  }
}
