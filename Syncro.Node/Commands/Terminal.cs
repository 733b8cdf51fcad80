using System.Text;

namespace Syncro.Node.Commands;

/// <summary>What a command reads and writes. Results go to <see cref="Out"/>, all else to <see cref="Error"/>.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsInteractive">Whether somebody watches: progress bars and tables, rather than plain lines.</param>
public sealed record Terminal(Stream Input, TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>That of the process.</summary>
    public static Terminal Standard() => new(
        Console.OpenStandardInput(),
        new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 16 << 10) { AutoFlush = true },
        Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected);
}

/// <summary>A command that could not do its work: exit 1, and the message on one line of standard error.</summary>
internal sealed class CommandFailedException(string message) : SyncroException(message);

/// <summary>A command that was used wrongly: exit 2.</summary>
internal sealed class WrongUsageException(string message) : SyncroException(message);
