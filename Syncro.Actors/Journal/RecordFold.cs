using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>The state of records as the fold of the log: what the record store is rebuilt by.</summary>
internal static class RecordFold
{
    /// <summary>The records that a commit changes, put over those that are there.</summary>
    public static void Apply(JournalEvent.Commit commit, Dictionary<RecordKey, StoredRecord> records)
    {
        for (var i = 0; i < commit.Entries.Length; i++)
        {
            var (entry, position) = (commit.Entries[i], Position.Of(commit.Sequence, i));
            if (Key(entry) is not { } key)
                continue;
            var state = records.GetValueOrDefault(key, StoredRecord.Unknown).State;
            records[key] = entry.Body switch
            {
                EntryBody.Changed(var change) => new(state.Merge(change).State, entry.Is.Audience!, position),
                EntryBody.Withdrawn(_, var remains) => new(remains, entry.Is.Audience ?? Audience.Relays, position),
                EntryBody.Operated(var operation) => Applied(operation, entry.Is.Audience!, entry.To, position),
                _ => new(state, entry.Is.Audience ?? Audience.Relays, position),
            };
        }
    }

    /// <summary>That an operation was applied, as a record that is never alive.</summary>
    public static StoredRecord Applied(Scribe.Operation operation, Audience audience, ClientId? to, Position position) =>
        new(new(Stamp.None, operation.At, []), to is null ? audience : Audience.Nobody, position);

    /// <summary>The record that an entry changes; null for a correction, which touches nothing.</summary>
    public static RecordKey? Key(Entry entry) => entry.Body switch
    {
        EntryBody.Operated(var operation) => OperationKey.Of(operation),
        EntryBody.Correct => null,
        _ => entry.Body.Record,
    };
}
