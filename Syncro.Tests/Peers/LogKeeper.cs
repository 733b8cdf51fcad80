using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Syncro.Tests.Peers;

/// <summary>Keeps what an actor system logs, by the system's name.</summary>
public sealed class LogKeeper : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public const string Config = """
        akka { loglevel = DEBUG, loggers = ["Syncro.Tests.Peers.LogKeeper, Syncro.Tests"] }
        """;

    private static readonly ConcurrentDictionary<string, ConcurrentQueue<(LogLevel Level, string Text)>> All = [];

    public LogKeeper()
    {
        var kept = Of(Context.System.Name);
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(logged => kept.Enqueue((logged.LogLevel(), logged.Message.ToString()!)));
    }

    internal static ConcurrentQueue<(LogLevel Level, string Text)> Of(string system) => All.GetOrAdd(system, _ => []);
}
