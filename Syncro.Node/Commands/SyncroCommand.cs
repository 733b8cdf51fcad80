using System.CommandLine;
using System.CommandLine.Invocation;
using Syncro.Settings;

namespace Syncro.Node.Commands;

/// <summary>The command line: 0 done, 1 failed, 2 wrong usage or configuration; what went wrong is one line on standard error.</summary>
public static class SyncroCommand
{
    /// <summary>Runs one command to its end.</summary>
    /// <param name="args">The words of the command line.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="start">Makes the peer of <c>run</c>.</param>
    /// <param name="cancel">As Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> args, Terminal terminal, StartPeer start, CancellationToken cancel = default)
    {
        var parsed = Root(terminal, start).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
            return Fail(terminal, 2, $"{parsed.Errors[0].Message} See syncro --help.");
        try
        {
            return await parsed.InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            }, cancel);
        }
        catch (Exception e) when (e is InvalidSettingsException or WrongUsageException)
        {
            return Fail(terminal, 2, e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Fail(terminal, 1, "stopped");
        }
        catch (Exception e)
        {
            return Fail(terminal, 1, e is SyncroException or IOException or UnauthorizedAccessException or NotSupportedException
                ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static int Fail(Terminal terminal, int code, string message)
    {
        terminal.Error.WriteLine($"syncro: {message.ReplaceLineEndings(" ")}");
        return code;
    }

    private static RootCommand Root(Terminal terminal, StartPeer start) => new("Keeps records in sync between peers, online and offline.")
    {
        RunCommand.Create(terminal, start),
        ImportCommand.Create(terminal),
        ExportCommand.Create(terminal),
        GetCommand.Create(terminal),
        PutCommand.Create(terminal),
        PatchCommand.Create(terminal),
        DeleteCommand.Create(terminal),
        StatusCommand.Create(terminal),
        CompactCommand.Create(terminal), PlayCommand.Create(terminal),
        WatchCommand.Create(terminal),
        IdentityCommand.Create(terminal),
        TokenCommand.Create(terminal),
    };
}
