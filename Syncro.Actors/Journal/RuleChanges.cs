using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// At a start: where a class's rule is not what it was at the last one, the audiences of its records are computed again
/// and the changes journaled. Links come up only after it.
/// </summary>
internal static class RuleChanges
{
    public static async Task ApplyAsync(SyncroSpace space, CancellationToken cancel)
    {
        var before = await space.Store.RulesAsync(cancel).ConfigureAwait(false);
        // A class that this program doesn't know keeps its audiences, and the rule that they are of.
        var known = space.Rules.Versions;
        var now = before is null ? known : known.SetItems(before.Where(rule => !space.Rules.Classes.Contains(rule.Key)));
        if (before is not null && before.Count == now.Count && before.All(rule => now.GetValueOrDefault(rule.Key) == rule.Value))
            return;
        // A store made anew doesn't know what the rules were.
        var changed = before is null ? await space.Store.ClassesAsync(cancel).ConfigureAwait(false)
            : [.. before.Keys.Union(now.Keys).Where(name => before.GetValueOrDefault(name) != now.GetValueOrDefault(name))];
        foreach (var name in changed.Where(space.Rules.Classes.Contains))
            await ReassignAsync(space, name, cancel).ConfigureAwait(false);
        await space.FlushAsync(cancel).ConfigureAwait(false);
        await space.Store.PutRulesAsync(now, cancel).ConfigureAwait(false);
    }

    private static async Task ReassignAsync(SyncroSpace space, string className, CancellationToken cancel)
    {
        await foreach (var page in space.Store.PagesAsync(className, cancel).ConfigureAwait(false))
        {
            var moved = page.Where(record => CommitBuilder.MayBeReassigned(record.Value)
                    && record.Value.Audience != space.Rules.AudienceOf(new(className, record.Key), record.Value.State))
                .Select(record => new RecordKey(className, record.Key)).ToImmutableArray();
            if (!moved.IsEmpty)
                await space.RecordAsync(new ChangeSet.Reassign(moved), cancel).ConfigureAwait(false);
        }
    }
}
