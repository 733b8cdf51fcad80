using System.Globalization;
using Akka.Actor;
using Akka.Event;

namespace Syncro.Node;

/// <summary>
/// Writes Akka's log to standard error, one line an event, save what the command line tells in its own words: that the
/// node leaves, and why.
/// </summary>
internal sealed class StderrLogger : ReceiveActor
{
    public StderrLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(IsToldElsewhere, _ => { });
        Receive<LogEvent>(e => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{e.Timestamp:HH:mm:ss.fff} {Level(e)} {OneLine(e.Message?.ToString())}{(e.Cause is { } cause ? $" ({cause.GetType().Name}: {OneLine(cause.Message)})" : "")}")));
    }

    private static bool IsToldElsewhere(LogEvent e) => e.LogClass == typeof(CoordinatedShutdown);

    private static string Level(LogEvent e) => e.LogLevel() switch
    {
        Akka.Event.LogLevel.ErrorLevel => "error",
        Akka.Event.LogLevel.WarningLevel => "warn",
        Akka.Event.LogLevel.InfoLevel => "info",
        _ => "debug",
    };

    // What peers send must not forge lines.
    private static string OneLine(string? text) =>
        string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));
}
