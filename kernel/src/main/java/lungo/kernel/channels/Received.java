package lungo.kernel.channels;

import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Header;
import lungo.kernel.protocol.Input;
import lungo.kernel.protocol.Message;
import lungo.kernel.protocol.Request;

/**
 * A request together with the way back: replies go out on the channel that it came in on, what is
 * published carries it as its parent. All methods can be called from any thread.
 */
public final class Received {

  private final Channels channels;
  private final Channel channel;
  private final Message message;

  Received(Channels channels, Channel channel, Message message) {
    this.channels = channels;
    this.channel = channel;
    this.message = message;
  }

  /**
   * The channel it came in on.
   *
   * @return the channel
   */
  public Channel channel() {
    return channel;
  }

  /**
   * What it asks.
   *
   * @return the request's content
   */
  public Request request() {
    return message.request();
  }

  /**
   * Its header.
   *
   * @return the header
   */
  public Header header() {
    return message.header();
  }

  /**
   * Answers it.
   *
   * @param reply the answer
   */
  public void reply(Content reply) {
    channels.send(channel, message, reply);
  }

  /**
   * Tells all front ends something that it caused.
   *
   * @param news what to tell
   */
  public void publish(Content news) {
    channels.publish(message.headerText(), news);
  }

  /**
   * Sends several messages as one: they go out when all of them are there. What sends them must not
   * wait for anything.
   *
   * @param messages calls the other methods
   */
  public void together(Runnable messages) {
    channels.together(messages);
  }

  /**
   * Publishes text that it caused. Text is joined with what was printed just before; waits while
   * front ends are slower than the text comes.
   *
   * @param stream {@code stdout} or {@code stderr}
   * @param text any piece of text
   */
  public void print(String stream, String text) {
    channels.print(message.headerText(), stream, text);
  }

  /**
   * Asks the user of the front end that sent it. The answer comes in as a request of its own.
   *
   * @param question the question
   */
  public void ask(Input.Ask question) {
    channels.send(Channel.STDIN, message, question);
  }
}
