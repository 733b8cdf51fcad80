using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Processes;

/// <summary>
/// A node's storage while no process has it, read with the product's own classes: both files whole, commits without a gap
/// (invariant 4), the record store the fold of the log up to its checkpoint (invariant 14). Of a log that was compacted, what
/// is left of it goes on from what is gone, and the records hold it.
/// </summary>
/// <param name="Commits">The journal's that are left, in order.</param>
/// <param name="Gone">The last event that compaction let go of.</param>
/// <param name="Known">Everything of which something is known: records, and operations that were applied.</param>
internal sealed record StorageAtRest(ImmutableArray<JournalEvent.Commit> Commits, long Gone, ImmutableHashSet<RecordKey> Known)
{
    private const string Journal = "journal.db", Records = "records.db", Id = "persistence_id = 'syncro/main/journal'";

    /// <summary>Reads a copy, as a crash left it: whoever opens a database mends it.</summary>
    public static async Task<StorageAtRest> ReadCopyAsync(string directory)
    {
        using var copy = new TempDirectory();
        foreach (var file in Directory.EnumerateFiles(directory, "*.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        return await ReadAsync(copy.Path);
    }

    public static async Task<StorageAtRest> ReadAsync(string directory)
    {
        foreach (var name in (string[])[Journal, Records])
            Assert.Equal("ok", Query(Path.Combine(directory, name), "PRAGMA integrity_check", reader => reader.GetString(0)).Single());
        var events = Stored(directory, $"SELECT sequence_number, manifest, message FROM journal WHERE {Id} AND NOT deleted ORDER BY sequence_number");
        var snapshot = Stored(directory, $"SELECT sequence_number, manifest, snapshot FROM snapshot WHERE {Id} ORDER BY sequence_number")
            .Select(row => (JournalState)SyncroSerializer.Read(row.Content, row.Manifest)).LastOrDefault();
        var (first, gone) = (events[0].Sequence, snapshot?.Gone ?? 0);
        Assert.True(first == 1 || first <= gone + 1, $"the log begins at {first}, and {gone} are gone");
        Assert.Equal(Enumerable.Range(0, events.Count).Select(n => first + n), events.Select(e => e.Sequence));
        Assert.Equal(first == 1 ? "O" : "C", events[0].Manifest);
        var commits = events.Where(e => e.Sequence > 1).ToList();
        Assert.All(commits, e => Assert.Equal("C", e.Manifest));
        var read = new StorageAtRest([.. commits.Select(e => CommitReader.Read(e.Content))], gone, []);
        Assert.Equal(commits.Select(e => e.Sequence), read.Commits.Select(commit => commit.Sequence));
        read.FollowsItself();
        var journal = first == 1 ? StoredJson.ReadOpened(events[0].Content).Journal : snapshot!.Journal;
        return read with { Known = await read.FoldsToAsync(Path.Combine(directory, Records), journal, first) };
    }

    /// <summary>
    /// Sees that an earlier log of the same journal is a prefix of this one, as far as it is left: the marks prove it. What was
    /// known then still is: of a record or an operation that nobody withdraws, its mark at least stays.
    /// </summary>
    public void Continues(StorageAtRest earlier)
    {
        Assert.Empty(earlier.Known.Except(Known));
        Assert.True(Gone >= earlier.Gone, $"{earlier.Gone} were gone, and now {Gone}");
        var marks = Commits.ToDictionary(commit => commit.Sequence, commit => commit.Mark);
        Assert.All(earlier.Commits.Where(commit => commit.Sequence > Gone), commit => Assert.Equal(commit.Mark, marks[commit.Sequence]));
    }

    /// <summary>Each mark is that of its commit after the one before.</summary>
    private void FollowsItself()
    {
        for (var i = 1; i < Commits.Length; i++)
        {
            var stored = Commits[i].Stored.Span;
            var content = stored[(stored.IndexOf(Encoding.UTF8.GetBytes(Commits[i].Mark)) + Commits[i].Mark.Length + 2)..];
            Assert.Equal(CommitWriter.Mark(Commits[i - 1].Mark, content), Commits[i].Mark);
        }
    }

    private async Task<ImmutableHashSet<RecordKey>> FoldsToAsync(string file, JournalId journal, long first)
    {
        using var store = RecordStore.Open(RecordStoreOptions.File(file));
        var upTo = store.Checkpoint?.Sequence ?? 0;
        Assert.True(upTo >= Gone, $"the record store is at {upTo}, and {Gone} are gone");
        if (store.Checkpoint is { } checkpoint && Commits.FirstOrDefault(commit => commit.Sequence == upTo) is { } at)
            Assert.Equal((journal, at.Mark), (checkpoint.Journal, checkpoint.Mark));
        var (within, behind) = (Commits.Where(commit => commit.Sequence <= upTo).ToList(), Commits.Where(commit => commit.Sequence > upTo));
        var touched = within.SelectMany(commit => commit.Entries).Select(RecordFold.Key).OfType<RecordKey>().ToHashSet();
        var stored = await store.LoadAsync(touched);
        // What came before is gone: over the records as they are by now, what is left of the log changes nothing.
        var fold = first == 1 ? [] : new Dictionary<RecordKey, StoredRecord>(stored);
        foreach (var commit in within)
            RecordFold.Apply(commit, fold);
        foreach (var (key, record) in fold)
            Assert.True(
                record.State.IsUnknown ? !stored.ContainsKey(key) : record == stored[key],
                $"the store has {stored.GetValueOrDefault(key)} for {key}, the fold of the log {record}");
        var known = Query(
            file, "SELECT \"class\", \"key\" FROM records",
            reader => new RecordKey(reader.GetString(0), RecordKeyCodec.Decode((byte[])reader.GetValue(1)))).ToHashSet();
        if (first == 1)
            Assert.True(known.SetEquals(fold.Where(pair => !pair.Value.State.IsUnknown).Select(pair => pair.Key)), "the store has other records");
        foreach (var commit in behind)
            RecordFold.Apply(commit, fold);
        return [.. known, .. fold.Where(pair => !pair.Value.State.IsUnknown).Select(pair => pair.Key)];
    }

    private static List<(long Sequence, string Manifest, byte[] Content)> Stored(string directory, string sql) => Query(
        Path.Combine(directory, Journal), sql,
        reader => (reader.GetInt64(0), reader.GetString(1), (byte[])reader.GetValue(2)));

    private static List<T> Query<T>(string file, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
