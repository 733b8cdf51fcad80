using LinqToDB;
using LinqToDB.Mapping;

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

    [Column("position"), NotNull]
    public long Position { get; init; }

    /// <summary>Registers and audience: see <see cref="RecordBody"/>.</summary>
    [Column("body", DataType = DataType.VarBinary, Length = int.MaxValue), NotNull]
    public byte[] Body { get; init; } = [];

    /// <summary>The order of <see cref="RecordKeyCodec"/>, which is the database's own order of bytes.</summary>
    [Sql.Expression("{0} > {1}", IsPredicate = true, ServerSideOnly = true, Precedence = 50)]
    public static bool Above(byte[] key, byte[] floor) => key.AsSpan().SequenceCompareTo(floor) > 0;
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
