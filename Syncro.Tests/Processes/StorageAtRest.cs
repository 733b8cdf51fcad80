using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Processes;

/// <summary>
/// A node's storage while no process has it, read with the product's own classes: both files whole, commits without a gap
/// (invariant 4), the record store the fold of the log up to its checkpoint (invariant 14).
/// </summary>
/// <param name="Commits">The journal's, in order.</param>
internal sealed record StorageAtRest(ImmutableArray<JournalEvent.Commit> Commits)
{
    private const string Journal = "journal.db", Records = "records.db";

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
        var events = Query(
            Path.Combine(directory, Journal),
            "SELECT sequence_number, manifest, message FROM journal WHERE persistence_id = 'syncro/main/journal' ORDER BY sequence_number",
            reader => (Sequence: reader.GetInt64(0), Manifest: reader.GetString(1), Message: (byte[])reader.GetValue(2)));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Sequence));
        Assert.Equal("O", events[0].Manifest);
        Assert.All(events[1..], e => Assert.Equal("C", e.Manifest));
        var read = new StorageAtRest([.. events[1..].Select(e => CommitReader.Read(e.Message))]);
        Assert.Equal(events[1..].Select(e => e.Sequence), read.Commits.Select(commit => commit.Sequence));
        await read.FoldsToAsync(Path.Combine(directory, Records), StoredJson.ReadOpened(events[0].Message));
        return read;
    }

    /// <summary>Sees that an earlier log of the same journal is a prefix of this one: the marks prove it.</summary>
    public void Continues(StorageAtRest earlier) =>
        Assert.Equal(earlier.Commits.Select(commit => commit.Mark), Commits.Take(earlier.Commits.Length).Select(commit => commit.Mark));

    private async Task FoldsToAsync(string file, JournalEvent.Opened opened)
    {
        using var store = RecordStore.Open(RecordStoreOptions.File(file));
        var (upTo, fold) = (store.Checkpoint?.Sequence ?? 0, new Dictionary<RecordKey, StoredRecord>());
        foreach (var commit in Commits.TakeWhile(commit => commit.Sequence <= upTo))
            RecordFold.Apply(commit, fold);
        if (store.Checkpoint is { } checkpoint)
            Assert.Equal((opened.Journal, Commits[(int)upTo - 2].Mark), (checkpoint.Journal, checkpoint.Mark));
        var known = fold.Where(pair => !pair.Value.State.IsUnknown).ToList();
        Assert.Equal(known.Count, Query(file, "SELECT count(*) FROM records", reader => reader.GetInt64(0)).Single());
        var stored = await store.LoadAsync(fold.Keys);
        foreach (var (key, record) in known)
            Assert.True(record == stored[key], $"the store has {stored[key]} for {key}, the fold of the log {record}");
    }

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
