// <sample>
using System.Collections.Concurrent;
using Syncro.Models;
// </sample>

namespace Syncro.Tests.Docs;

/// <summary>The class of its own that the README shows: what is between the marks, here and above.</summary>
internal static class PlayerSample
{
    public static ModelRegistry Registry(ConcurrentDictionary<string, string> log)
    {
        // <sample>
        var models = new ModelRegistry().Play("Log", new ScribePlayer()
            .On("append", (scribe, cancel) =>
            {
                // The id is the same whenever the scribe comes again: one line, however often.
                log.TryAdd(scribe.Id, $"{scribe.Author}: {scribe.Data["line"]}");
                return Task.CompletedTask;
            })
            .On("clear", (scribe, cancel) =>
            {
                log.Clear();
                return Task.CompletedTask;
            }));
        // </sample>
        return models;
    }

    public static async Task RecordAsync(SyncroPeer peer)
    {
        // <sample>
        await peer.Models.RecordAsync("Log", "append", new { line = "Milk is out" });
        // </sample>
    }
}
