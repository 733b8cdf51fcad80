using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Data;
using Syncro.Scribes;

namespace Syncro.Records;

/// <content>By which rules the audiences of the records were computed, and what it takes to do so again.</content>
internal sealed partial class RecordStore
{
    private const int PageSize = 500;

    /// <summary>Each class's rule, as it was put last; null where none were put since the store was made or cleared.</summary>
    public Task<ImmutableSortedDictionary<string, string>?> RulesAsync(CancellationToken cancel = default) => ReadAsync(connection =>
    {
        var rows = connection.Data.GetTable<RuleRow>().ToList();
        return rows.Count == 0 ? null : rows.Where(row => row.Class.Length > 0)
            .ToImmutableSortedDictionary(row => row.Class, row => row.Version, StringComparer.Ordinal);
    }, cancel);

    /// <summary>Puts the rules in the place of those before.</summary>
    public Task PutRulesAsync(IReadOnlyDictionary<string, string> rules, CancellationToken cancel = default) =>
        ChangeAsync(connection =>
        {
            connection.Data.GetTable<RuleRow>().Delete();
            connection.Data.BulkCopy(
                rules.Select(rule => new RuleRow { Class = rule.Key, Version = rule.Value }).Prepend(new RuleRow()));
        }, _checkpoint, cancel);

    /// <summary>Every class that there are records of.</summary>
    public Task<ImmutableArray<string>> ClassesAsync(CancellationToken cancel = default) => ReadAsync(connection =>
        connection.Data.GetTable<RecordRow>().Select(row => row.Class).Distinct().ToImmutableArray(), cancel);

    /// <summary>Records of a class in pages, dead ones too; what operations leave there is not among them.</summary>
    public async IAsyncEnumerable<ImmutableArray<KeyValuePair<RecordId, StoredRecord>>> PagesAsync(
        string className, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (var floor = Array.Empty<byte>(); ;)
        {
            var after = floor;
            var rows = await ReadAsync(connection => connection.Data.GetTable<RecordRow>()
                .Where(row => row.Class == className && RecordRow.Above(row.Key, after))
                .OrderBy(row => row.Key).Take(PageSize).ToList(), cancel).ConfigureAwait(false);
            yield return [.. rows.Where(row => !RecordKeyCodec.IsOperation(row.Key)).Select(Read)];
            if (rows.Count < PageSize)
                yield break;
            floor = rows[^1].Key;
        }
    }

    private KeyValuePair<RecordId, StoredRecord> Read(RecordRow row) => Guard(_options, () =>
    {
        var (state, audience) = RecordBody.Read(row.Body);
        return KeyValuePair.Create(RecordKeyCodec.Decode(row.Key), new StoredRecord(state, audience, new(row.Position)));
    });
}
