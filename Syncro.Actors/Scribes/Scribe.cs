using System.Collections.Immutable;

namespace Syncro.Scribes;

/// <summary>One recorded change. Source: <c>lib/syncro/scriber/scribe.rb</c> of the original.</summary>
public abstract record Scribe
{
    private Scribe() { }

    /// <summary>The class it belongs to.</summary>
    public abstract string Class { get; }

    /// <summary>Its type on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>An upper estimate of its size on the wire, in bytes, that needs no encoding.</summary>
    internal int Estimate => 256 + this switch
    {
        Change change => (change.Key.Id.Text.Length * 3) + change.Registers.Sum(register => register.Estimate),
        Operation operation => operation.Data.Length + (operation.TypeName.Length * 3),
        _ => 512,
    };

    /// <summary>
    /// A change to the registers of a record. <paramref name="At"/> is the stamp of <c>created</c> for a create, of
    /// <c>destroyed</c> for a destroy, and not below any register's for an update. <paramref name="Destroyed"/> is
    /// there only on a full create of a record that ever was destroyed.
    /// </summary>
    public sealed record Change(
        RecordKey Key, ChangeType Kind, Stamp At, ImmutableArray<Register> Registers, Stamp Destroyed) : Scribe
    {
        /// <inheritdoc/>
        public override string Class => Key.Class;

        /// <inheritdoc/>
        public override string Type => TypeOf(Kind);

        /// <summary>The type on the wire of a kind of change.</summary>
        internal static string TypeOf(ChangeType kind) => kind switch
        {
            ChangeType.Create => "create",
            ChangeType.Update => "update",
            _ => "destroy",
        };

        /// <summary>Every stamp in it.</summary>
        public IEnumerable<Stamp> Stamps =>
            Registers.Select(r => r.At).Append(At).Append(Destroyed).Where(stamp => !stamp.IsNone);

        /// <summary>The greatest stamp in it.</summary>
        public Stamp Latest
        {
            get
            {
                var latest = At > Destroyed ? At : Destroyed;
                foreach (var register in Registers)
                    if (register.At > latest)
                        latest = register.At;
                return latest;
            }
        }

        /// <inheritdoc/>
        public bool Equals(Change? other) =>
            other is not null && Key == other.Key && Kind == other.Kind && At == other.At
            && Destroyed == other.Destroyed && Registers.SequenceEqual(other.Registers);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Key, Kind, At);

        /// <summary>A create.</summary>
        public static Change Create(RecordKey key, Stamp at, ImmutableArray<Register> registers, Stamp destroyed = default) =>
            new(key, ChangeType.Create, at, registers, destroyed);

        /// <summary>An update.</summary>
        public static Change Update(RecordKey key, Stamp at, ImmutableArray<Register> registers) =>
            new(key, ChangeType.Update, at, registers, Stamp.None);

        /// <summary>A destroy.</summary>
        public static Change Destroy(RecordKey key, Stamp at) =>
            new(key, ChangeType.Destroy, at, [], Stamp.None);
    }

    /// <summary>A type of the class's own: delivered in order, applied once, never merged.</summary>
    public sealed record Operation(string ClassName, string TypeName, Stamp At, JsonText Data) : Scribe
    {
        /// <inheritdoc/>
        public override string Class => ClassName;

        /// <inheritdoc/>
        public override string Type => TypeName;
    }

    /// <summary>
    /// The reader may no longer hold this record, save what it set itself after <paramref name="Taken"/>: how far the
    /// sender had durably read the reader's journal.
    /// </summary>
    public sealed record Withdraw(RecordKey Key, Cursor? Taken) : Scribe
    {
        /// <inheritdoc/>
        public override string Class => Key.Class;

        /// <inheritdoc/>
        public override string Type => "withdraw";
    }
}

/// <summary>The three types that merge.</summary>
public enum ChangeType
{
    /// <summary>Sets <c>created</c> and every attribute it carries.</summary>
    Create,

    /// <summary>Sets its attributes.</summary>
    Update,

    /// <summary>Sets <c>destroyed</c>.</summary>
    Destroy,
}
