namespace Syncro.Tests.Peers;

/// <summary>Waits for what must come, up to a deadline.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task Until(string what, Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + Limit;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, $"not within {Limit.TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }

    public static Task Until(string what, Func<bool> holds) => Until(what, () => Task.FromResult(holds()));

    /// <summary>All the peers hold the same value of a note.</summary>
    public static Task ForTitle(string id, string? title, params TestPeer[] peers) =>
        Until($"{id} is {title} everywhere", async () =>
        {
            foreach (var peer in peers)
                if (await peer.TitleAsync(id) != title)
                    return false;
            return true;
        });

    /// <summary>A link is up and neither side misses anything of the other.</summary>
    public static Task ForSync(TestPeer peer, string client) =>
        Until($"in sync with {client}", async () => await peer.LinkAsync(client) is { Connected: true, Behind: 0 });

    public static Task ForError(TestPeer peer, string client, string part) =>
        Until($"lastError of {client} says {part}", async () =>
            (await peer.LinkAsync(client))?.LastError?.Contains(part, StringComparison.Ordinal) == true);
}
