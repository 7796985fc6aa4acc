package lungo.spark;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** Looks whether what is to run on executors can travel there, before a job is begun. */
final class Shipping {

  private Shipping() {}

  /**
   * Refuses what cannot be sent.
   *
   * @param what it is, for the message
   * @param work a lambda or another object of the user's
   * @throws IllegalArgumentException with the class that stands in the way
   */
  static void check(String what, Object work) {
    try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(work);
    } catch (NotSerializableException e) {
      throw new IllegalArgumentException(
          what
              + " cannot be sent to executors: it captures a "
              + e.getMessage()
              + ", which is not Serializable; make one there, within the lambda, or let the lambda"
              + " use a variable of the notebook that is",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(what + " cannot be sent to executors: " + e, e);
    }
  }
}
