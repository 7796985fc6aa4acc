package lungo.kernel.dependencies;

import java.util.ArrayList;
import java.util.List;

/**
 * Artifacts that are resolved together, so that they agree on the versions of what they share.
 *
 * @param coordinates {@code group:artifact[:packaging[:classifier]]:version}, or Ivy's {@code
 *     organisation#name;revision}; without a version if a bill of materials gives it
 * @param boms coordinates of bills of materials, {@code group:artifact:version}
 * @param repositories ids of repositories to be asked alone, or URLs of further ones; empty asks
 *     all that are known
 * @param update whether snapshots are looked up again although they were today
 * @param offline whether only the local repository is used
 */
public record Request(
    List<String> coordinates,
    List<String> boms,
    List<String> repositories,
    boolean update,
    boolean offline) {

  /**
   * Copies the lists.
   *
   * @param coordinates {@code group:artifact[:packaging[:classifier]]:version}, or Ivy's {@code
   *     organisation#name;revision}; without a version if a bill of materials gives it
   * @param boms coordinates of bills of materials, {@code group:artifact:version}
   * @param repositories ids of repositories to be asked alone, or URLs of further ones; empty asks
   *     all that are known
   * @param update whether snapshots are looked up again although they were today
   * @param offline whether only the local repository is used
   */
  public Request {
    coordinates = List.copyOf(coordinates);
    boms = List.copyOf(boms);
    repositories = List.copyOf(repositories);
  }

  /**
   * A plain request.
   *
   * @param coordinates the artifacts
   * @return a request that asks all repositories
   */
  public static Request of(String... coordinates) {
    return new Request(List.of(coordinates), List.of(), List.of(), false, false);
  }

  /**
   * This request and another as one.
   *
   * @param other what else is asked for
   * @return a request for both
   */
  public Request and(Request other) {
    return new Request(
        joined(coordinates, other.coordinates),
        joined(boms, other.boms),
        joined(repositories, other.repositories),
        update || other.update,
        offline || other.offline);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    second.stream().filter(s -> !all.contains(s)).forEach(all::add);
    return all;
  }
}
