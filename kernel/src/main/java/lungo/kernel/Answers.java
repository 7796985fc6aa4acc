package lungo.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lungo.display.MimeBundle;
import lungo.kernel.comm.Comms;
import lungo.kernel.execution.Completeness;
import lungo.kernel.execution.Completion;
import lungo.kernel.history.CellHistory;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.protocol.CommInfo;
import lungo.kernel.protocol.Complete;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.History;
import lungo.kernel.protocol.Inspect;
import lungo.kernel.protocol.IsComplete;
import lungo.kernel.protocol.KernelInfo;
import lungo.kernel.protocol.Request;

/** The answers to questions: from a request to its reply, with no effect on the session. */
final class Answers {

  private final Supplier<CellRunner> runner;
  private final Comms comms;

  Answers(Supplier<CellRunner> runner, Comms comms) {
    this.runner = runner;
    this.comms = comms;
  }

  /** Answers what ran before in a shell, in this session or an earlier one. */
  static Content past(History.Request request, CellHistory history) {
    return new History.Reply(history.find(request.query()), request.output());
  }

  /** Answers what needs no interpreter. */
  Content atOnce(Request request) {
    if (request instanceof KernelInfo.Request) {
      return kernelInfo();
    }
    if (request instanceof CommInfo.Request info) {
      return new CommInfo.Reply(comms.targets(info.target()));
    }
    throw unanswerable(request);
  }

  /** Answers what the interpreter knows; waits until it has started. */
  Content withInterpreter(Request request) {
    if (request instanceof Complete.Request complete) {
      return complete(complete);
    }
    if (request instanceof Inspect.Request inspect) {
      return new Inspect.Reply(
          runner
              .get()
              .inspect(inspect.code(), inspect.cursor(), inspect.detailed())
              .map(found -> MimeBundle.html(found.html(), found.text())));
    }
    if (request instanceof IsComplete.Request question) {
      return isComplete(runner.get().isComplete(question.code()));
    }
    throw unanswerable(request);
  }

  private static IllegalArgumentException unanswerable(Request request) {
    return new IllegalArgumentException("not a question: " + request);
  }

  private static KernelInfo.Reply kernelInfo() {
    String version =
        Optional.ofNullable(Answers.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new KernelInfo.Reply(version, System.getProperty("java.version"));
  }

  private Complete.Reply complete(Complete.Request request) {
    Completion completion = runner.get().complete(request.code(), request.cursor());
    List<String> matches =
        completion.candidates().stream().map(Completion.Candidate::text).distinct().toList();
    List<Map<String, Object>> types =
        completion.candidates().stream()
            .map(
                candidate ->
                    Map.<String, Object>of(
                        "text", candidate.text(),
                        "type", candidate.kind(),
                        "signature", candidate.signature(),
                        "start", request.position(completion.start()),
                        "end", request.position(completion.end())))
            .toList();
    return request.reply(
        matches,
        completion.start(),
        completion.end(),
        Map.of("_jupyter_types_experimental", types));
  }

  private static IsComplete.Reply isComplete(Completeness completeness) {
    IsComplete.Status status =
        switch (completeness.status()) {
          case COMPLETE -> IsComplete.Status.COMPLETE;
          case INCOMPLETE -> IsComplete.Status.INCOMPLETE;
          case INVALID -> IsComplete.Status.INVALID;
        };
    return new IsComplete.Reply(status, completeness.indent());
  }
}
