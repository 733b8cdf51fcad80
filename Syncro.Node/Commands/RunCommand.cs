using System.CommandLine;
using Syncro.Node.Http;
using Syncro.Node.Settings;
using Syncro.Settings;

namespace Syncro.Node.Commands;

/// <summary><c>run FILE</c>: runs a peer until Ctrl-C or SIGTERM, then leaves cleanly.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, StartPeer start)
    {
        var (file, set) = (Words.File(), Words.Set());
        var command = new Command("run", "Runs a peer until Ctrl-C or SIGTERM.") { file, set };
        command.SetAction(async (parsed, cancel) =>
        {
            await RunAsync(SettingsSource.Load(parsed.GetValue(file)!, parsed.GetValue(set) ?? []), terminal, start, cancel);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(SettingsSource source, Terminal terminal, StartPeer start, CancellationToken cancel)
    {
        var settings = SyncroSettings.Read(source);
        var node = NodeSettings.Read(source);
        CheckDirectory(settings.Storage.Directory, source);
        using var stop = new StopSignal(cancel);
        try
        {
            await using var peer = await start(settings, source.Config, stop.Token);
            await using var http = node.Http is { } api ? await HttpServer.StartAsync(peer, api, stop.Token) : null;
            await terminal.Out.WriteLineAsync(
                $"ready: client={peer.Client} tcp={string.Join(',', peer.Listening)} http={http?.Url}");
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Asked to leave: everything is closed by now.
        }
    }

    // The journal would try an unwritable directory again and again, without a word.
    private static void CheckDirectory(string directory, SettingsSource source)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".write-{Guid.NewGuid():N}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            const string key = "syncro.storage.directory";
            throw new InvalidSettingsException(
                $"{source.Origin(key)}{key} is '{directory}', which can't be written: {e.Message}; allowed: a writable directory", e);
        }
    }
}
