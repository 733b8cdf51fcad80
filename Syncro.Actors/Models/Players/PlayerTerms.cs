using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Models;

/// <summary>What a player plays, and how often it tries.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Types">The class's own types.</param>
/// <param name="Changes">The changes to records that are played as well.</param>
/// <param name="Settings">Retries, pauses and bounds.</param>
internal sealed record PlayerTerms(
    string Class, ImmutableSortedSet<string> Types, ImmutableHashSet<ChangeType> Changes, PlayerSettings Settings)
{
    /// <summary>What of some commits came from others and is for the class to play, in order.</summary>
    public ImmutableArray<Playable> Select(IEnumerable<JournalEvent.Commit> commits)
    {
        var found = ImmutableArray.CreateBuilder<Playable>();
        foreach (var commit in commits)
            for (var i = 0; i < commit.Entries.Length; i++)
                if (commit.Entries[i] is { From: { } from } entry && ScribeOf(entry.Body) is { } scribe)
                    found.Add(new(Position.Of(commit.Sequence, i), scribe, from));
        return found.DrainToImmutable();
    }

    /// <summary>Why a scribe can't even be tried; null: it can.</summary>
    public string? Fault(Scribe scribe) => scribe is Scribe.Operation(_, var type, _, _) && !Types.Contains(type)
        ? $"class '{Class}' has no scribe type '{type}' here" : null;

    /// <summary>The pause after a number of failures; doubles up to the longest, less up to half of it by a draw from 0 to 1.</summary>
    public TimeSpan Pause(int failures, double draw)
    {
        var pause = Settings.RetryMin * Math.Pow(2, Math.Min(failures - 1, 30));
        return (pause < Settings.RetryMax ? pause : Settings.RetryMax) * (1 - (draw / 2));
    }

    private Scribe? ScribeOf(EntryBody body) => body switch
    {
        EntryBody.Operated(var operation) when operation.Class == Class => operation,
        EntryBody.Changed(var change) when change.Class == Class && Changes.Contains(change.Kind) => change,
        _ => null,
    };
}

/// <summary>A scribe that waits for its player.</summary>
internal sealed record Playable(Position Position, Scribe Scribe, JournalRef From);
