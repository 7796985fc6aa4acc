package lungo.kernel.channels;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels' logger; in a class of its own so that a start without a fault loads no logging. */
final class Log {

  static final Logger LOG = LoggerFactory.getLogger("lungo.kernel.channels");

  private Log() {}
}
