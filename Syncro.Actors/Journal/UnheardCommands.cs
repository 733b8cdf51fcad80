using Akka.Actor;
using Akka.Event;

namespace Syncro.Journal;

/// <summary>
/// Answers what a journal that has just stopped never saw: between its end and its supervisor's notice of it, whoever asks
/// would else wait until his time is up.
/// </summary>
internal sealed class UnheardCommands : ReceiveActor
{
    public UnheardCommands() => Receive<DeadLetter>(
        letter => letter.Sender.Tell(Answer), letter => letter.Message is JournalCommand);

    /// <summary>What whoever asks a stopped journal is told.</summary>
    public static JournalReply.Failed Answer { get; } =
        new(new JournalUnavailableException("the journal starts again after a failed write; nothing was recorded"));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
}
