using System.Security.Cryptography;
using System.Text;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Identity;

/// <summary>A GUID that somebody else tries.</summary>
public sealed class TokenSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static string Client(string name, string token) =>
        $"syncro.access.clients.{name}.token-sha256 = \"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}\"\n";

    [Theory]
    [InlineData("wrong")]
    [InlineData("of the tablet")]
    [InlineData(null)]
    public async Task Whoever_calls_without_its_token_is_refused_and_its_session_goes_on(string? token)
    {
        await using var server = await TestPeer.StartAsync(
            "server", _directory.Path, Client("phone", "of the phone") + Client("tablet", "of the tablet") + PeerSpecs.Listener);
        var hello = WirePeer.Hello("phone");
        hello["token"] = "of the phone";
        using var phone = await WirePeer.GreetAsync(server.Port, hello);
        await phone.AskAsync("sync", "\"from\":null,\"own\":false");

        using var other = await WirePeer.DialAsync(server.Port);
        var theirs = WirePeer.Hello("phone");
        theirs["token"] = token;
        await other.SendAsync(theirs);
        Assert.Equal(401, (int)(await other.LastAsync())!["code"]!);

        await server.CreateAsync("n1", "a");
        Assert.Equal("n1", (await phone.ReceiveAsync("add_scribes"))["scribes"]![0]!["data"]!["id"]!.ToString());
        var link = await server.LinkAsync("phone");
        Assert.Equal((true, null), (link!.Connected, link.LastError));
    }
}
