using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Syncro.Node.Commands;

/// <summary><c>status [--json]</c>.</summary>
internal static class StatusCommand
{
    private static readonly string[] Columns = ["client", "connected", "seen", "head", "acknowledged", "behind", "lastError"];

    public static Command Create(Terminal terminal)
    {
        var asJson = new Option<bool>("--json") { Description = "As JSON." };
        return new NodeCommand("status", "Shows how a node and its links stand.") { asJson }.Does(async (parsed, node, cancel) =>
        {
            var text = await node.TextAsync(HttpMethod.Get, "/api/status", null, cancel);
            if (parsed.GetValue(asJson))
            {
                await terminal.Out.WriteLineAsync(text);
                return;
            }
            using var json = JsonDocument.Parse(text);
            var peers = json.RootElement.GetProperty("peers").EnumerateArray().ToList();
            foreach (var name in (string[])["client", "journal", "position", "records"])
                await terminal.Out.WriteLineAsync($"{name}: {json.RootElement.GetProperty(name)}");
            if (terminal.IsInteractive && peers.Count > 0)
                await ShowAsync(peers, terminal);
            else
                foreach (var peer in peers)
                    await terminal.Out.WriteLineAsync("peer: " + Line(peer, Columns));
            foreach (var line in CatchingUp.Lines(json.RootElement))
                await terminal.Out.WriteLineAsync(line);
            if (json.RootElement.TryGetProperty("players", out var players))
                foreach (var player in players.EnumerateArray())
                    await ShowAsync(player, terminal);
        });
    }

    private static async Task ShowAsync(JsonElement player, Terminal terminal)
    {
        await terminal.Out.WriteLineAsync("player: " + Line(player, "class", "position", "behind", "paused"));
        foreach (var scribe in player.GetProperty("setAside").EnumerateArray())
            await terminal.Out.WriteLineAsync($"set aside: {Line(player, "class")} {Line(scribe, "position", "error")}");
    }

    private static string Line(JsonElement of, params string[] names) =>
        string.Join(' ', names.Select(name => $"{name}={of.GetProperty(name).GetRawText()}"));

    // An error is a sentence: in a column it would be a tower of words.
    private static async Task ShowAsync(List<JsonElement> peers, Terminal terminal)
    {
        var table = new Table();
        table.AddColumns(Columns[..^1]);
        foreach (var peer in peers)
            table.AddRow([.. Columns[..^1].Select(column => Markup.Escape(Cell(peer.GetProperty(column))))]);
        AnsiConsole.Write(table);
        foreach (var peer in peers)
            if (peer.GetProperty("lastError").GetString() is { } error)
                await terminal.Out.WriteLineAsync($"{peer.GetProperty("client").GetString()}: {error}");
    }

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null => "-",
        _ => value.ToString(),
    };
}
