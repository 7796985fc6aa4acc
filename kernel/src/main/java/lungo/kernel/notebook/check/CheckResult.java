package lungo.kernel.notebook.check;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param compared how many cells were compared
 * @param ignored how many cells' outputs the metadata says to leave out
 * @param differing how many of the compared cells differ
 * @param inTimes how many of these differ in durations and rates alone
 * @param differences where they differ
 */
public record CheckResult(
    int compared, int ignored, int differing, int inTimes, List<Difference> differences) {

  /**
   * Copies the list.
   *
   * @param compared how many cells were compared
   * @param ignored how many cells' outputs the metadata says to leave out
   * @param differing how many of the compared cells differ
   * @param inTimes how many of these differ in durations and rates alone
   * @param differences where they differ
   */
  public CheckResult {
    differences = List.copyOf(differences);
  }
}
