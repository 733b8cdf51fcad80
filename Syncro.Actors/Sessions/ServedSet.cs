using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>What is sent at once where it fits: a change set of the log, or one record as it is now.</summary>
/// <param name="First">The position of the first entry; the others follow it.</param>
/// <param name="Mark">Of their commit; empty where they are of the state.</param>
/// <param name="Entries">In order.</param>
internal readonly record struct ServedSet(Position First, string Mark, ReadOnlyMemory<Entry> Entries)
{
    /// <summary>The position of the last entry.</summary>
    public Position End => At(Entries.Length - 1);

    /// <summary>The position of an entry.</summary>
    public Position At(int index) => new(First.Value + index);

    /// <summary>The change sets of the log.</summary>
    public static IEnumerable<ServedSet> Of(IEnumerable<JournalEvent.Commit> commits)
    {
        foreach (var commit in commits)
        {
            var first = 0;
            for (var i = 0; i < commit.Entries.Length; i++)
                if (commit.Entries[i].EndsSet || i == commit.Entries.Length - 1)
                {
                    yield return new(Position.Of(commit.Sequence, first), commit.Mark, commit.Entries.AsMemory()[first..(i + 1)]);
                    first = i + 1;
                }
        }
    }

    /// <summary>A record of the state as it is sent to one who may have read the log up to it.</summary>
    /// <param name="changed">Which.</param>
    /// <param name="reader">For whom.</param>
    /// <param name="was">What it is taken to hold of it.</param>
    /// <param name="legacy">Whether it speaks version 1.</param>
    /// <param name="log">What the log has at a position: of an applied operation, the operation.</param>
    public static ServedSet Of(ChangedRecord changed, Reader reader, Reach was, bool legacy, Func<Position, Entry> log)
    {
        var entry = changed.Key.Id.IsOperation ? log(changed.At)
            : changed.Withdraw && legacy ? new(new EntryBody.Restate(changed.Key), null, reader.Client, was, changed.Record.Reach, true)
            : changed.Withdraw && !reader.Relay ? new(new EntryBody.Correct(changed.Key), null, reader.Client, default, default, true)
            : new(new EntryBody.Reassigned(changed.Key), null, null, was, changed.Record.Reach, true);
        return new(changed.At, "", new[] { entry });
    }

    /// <summary>A record of which a version-2 reader is taken to hold nothing: it is sent the whole.</summary>
    public static Reach Unheld(Reader reader) => reader.Relay ? new(Audience.Nobody, false) : Reach.Unknown;
}

/// <summary>Change sets on their way to a reader.</summary>
/// <param name="Sets">That follow its cursor; the first may begin before it.</param>
/// <param name="More">Whether our journal goes on behind them.</param>
/// <param name="End">Of the state: where the reader stands behind all of them.</param>
/// <param name="OfState">Whether they are records in the order in which they last changed, and there are more of those.</param>
internal sealed record Served(IEnumerable<ServedSet> Sets, bool More, Cursor? End = null, bool OfState = false)
{
    /// <summary>Records of the state that make one change set where they come to a reader: cheaper for it than one by one.</summary>
    public int SetScribes { get; init; } = 1;

    /// <summary>Whether they are of the state.</summary>
    public bool IsState => End is not null;
}
