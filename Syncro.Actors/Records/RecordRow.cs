using LinqToDB;
using LinqToDB.Mapping;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>A row of the table of records: one record, dead ones included.</summary>
[Table("records")]
internal sealed class RecordRow
{
    [Column("class", Length = 256), PrimaryKey(0), NotNull]
    public string Class { get; init; } = "";

    /// <summary>The id: see <see cref="RecordKeyCodec"/>.</summary>
    [Column("key", DataType = DataType.VarBinary, Length = 258), PrimaryKey(1), NotNull]
    public byte[] Key { get; init; } = [];

    [Column("alive"), NotNull]
    public bool Alive { get; init; }

    /// <summary>Which peers it is for: see <see cref="RecordReach"/>.</summary>
    [Column("reach"), NotNull]
    public int Reach { get; init; }

    [Column("position"), NotNull]
    public long Position { get; init; }

    /// <summary>Registers and audience: see <see cref="RecordBody"/>.</summary>
    [Column("body", DataType = DataType.VarBinary, Length = int.MaxValue), NotNull]
    public byte[] Body { get; init; } = [];

    /// <summary>The order of <see cref="RecordKeyCodec"/>, which is the database's own order of bytes.</summary>
    [Sql.Expression("{0} > {1}", IsPredicate = true, ServerSideOnly = true, Precedence = 50)]
    public static bool Above(byte[] key, byte[] floor) => key.AsSpan().SequenceCompareTo(floor) > 0;
}

/// <summary>
/// A row of the index of a client's records: where one that it could read, or was to be put right about, last concerned it.
/// Of records that are everyone's there is none, but where they ceased to be: one for every client, <c>''</c>.
/// </summary>
[Table("record_readers")]
internal sealed class ReaderRow
{
    [Column("client", Length = 256), PrimaryKey(0), NotNull]
    public string Client { get; init; } = "";

    [Column("class", Length = 256), PrimaryKey(1), NotNull]
    public string Class { get; init; } = "";

    [Column("key", DataType = DataType.VarBinary, Length = 258), PrimaryKey(2), NotNull]
    public byte[] Key { get; init; } = [];

    [Column("position"), NotNull]
    public long Position { get; init; }

    /// <summary>Whether it may hold what it is not to.</summary>
    [Column("withdraw"), NotNull]
    public bool Withdraw { get; init; }
}

/// <summary>Which peers a record is for, as far as one column can say.</summary>
internal static class RecordReach
{
    public const int Nobody = 0, Everyone = 1, Relays = 2;

    public static int Of(Audience audience) =>
        audience.IsEmpty ? Nobody : audience is Audience.All ? Everyone : Relays;
}

/// <summary>The one row that says how far of the log the rows are the fold of.</summary>
[Table("record_checkpoint")]
internal sealed class CheckpointRow
{
    [Column("journal", Length = 256), PrimaryKey, NotNull]
    public string Journal { get; init; } = "";

    [Column("sequence"), NotNull]
    public long Sequence { get; init; }

    [Column("mark", Length = 64), NotNull]
    public string Mark { get; init; } = "";

    /// <summary>Of the last scribe up to there; the mark is its commit's.</summary>
    [Column("head"), NotNull]
    public long Head { get; init; }

    [Column("head_mark", Length = 64), NotNull]
    public string HeadMark { get; init; } = "";

    public static CheckpointRow Of(Checkpoint checkpoint) => new()
    {
        Journal = checkpoint.Journal.Value,
        Sequence = checkpoint.Sequence,
        Mark = checkpoint.Mark,
        Head = checkpoint.Head.Position.Value,
        HeadMark = checkpoint.Head.Mark,
    };

    public Checkpoint ToCheckpoint() => new(new(Journal), Sequence, Mark, new(new(Journal), new(Head), HeadMark));
}

/// <summary>By which rule the audiences of a class's records were computed. One row without a class: they all were.</summary>
[Table("record_rules")]
internal sealed class RuleRow
{
    [Column("class", Length = 256), PrimaryKey, NotNull]
    public string Class { get; init; } = "";

    [Column("version", Length = 4096), NotNull]
    public string Version { get; init; } = "";
}
