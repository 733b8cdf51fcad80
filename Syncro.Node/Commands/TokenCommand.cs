using System.CommandLine;
using System.Text;
using System.Text.Json;
using Syncro.Settings;

namespace Syncro.Node.Commands;

/// <summary><c>token create|list|revoke|hash</c>: by what clients prove themselves to a node.</summary>
internal static class TokenCommand
{
    public static Command Create(Terminal terminal) => new("token", "Creates, lists, revokes and hashes tokens of clients.")
    {
        CreateOne(terminal),
        List(terminal),
        Revoke(),
        Hash(terminal),
    };

    // The token stands alone on the first line: what is written to a file is a token-file.
    private static NodeCommand CreateOne(Terminal terminal)
    {
        var client = new Argument<string>("CLIENT") { Description = "The GUID that the token proves." };
        return new NodeCommand("create", "Makes a token, shows it once, and with it its id.") { client }.Does(
            async (parsed, node, cancel) =>
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(
                    new Dictionary<string, string> { ["client"] = parsed.GetValue(client)! });
                using var json = JsonDocument.Parse(await node.TextAsync(HttpMethod.Post, "/api/tokens", body, cancel));
                await terminal.Out.WriteLineAsync(json.RootElement.GetProperty("token").GetString());
                await terminal.Out.WriteLineAsync(Line(json.RootElement, "id", "client", "created"));
            });
    }

    private static NodeCommand List(Terminal terminal) =>
        new NodeCommand("list", "Shows the tokens that hold, those of the configuration among them.").Does(
            async (_, node, cancel) =>
            {
                using var json = JsonDocument.Parse(await node.TextAsync(HttpMethod.Get, "/api/tokens", null, cancel));
                foreach (var token in json.RootElement.EnumerateArray())
                    await terminal.Out.WriteLineAsync(Line(token, "id", "client", "created", "configured"));
            });

    private static NodeCommand Revoke()
    {
        var id = new Argument<string>("ID") { Description = "The token's id, as list shows it." };
        return new NodeCommand("revoke", "Ends a token, and the sessions that came by it.") { id }.Does(
            (parsed, node, cancel) => node.TextAsync(
                HttpMethod.Delete, NodeClient.Path("tokens", parsed.GetValue(id)!), null, cancel));
    }

    private static Command Hash(Terminal terminal)
    {
        var command = new Command("hash", "Reads a token from standard input, and writes what token-sha256 takes.");
        command.SetAction(async (_, cancel) =>
        {
            using var input = new StreamReader(terminal.Input, new UTF8Encoding(false));
            // As token-file is read.
            if ((await input.ReadLineAsync(cancel))?.Trim() is not { Length: > 0 } token)
                throw new WrongUsageException("standard input: holds no token on its first line");
            await terminal.Out.WriteLineAsync(TokenHash.Of(token).ToHex());
            return 0;
        });
        return command;
    }

    private static string Line(JsonElement of, params string[] names) =>
        string.Join(' ', names.Select(name => $"{name}={of.GetProperty(name).GetRawText()}"));
}
