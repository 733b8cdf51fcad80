using System.Collections.Immutable;

namespace Syncro.Scribes;

/// <summary>
/// A record as a join of registers: every peer that has seen the same changes, in any order and any number of times,
/// holds the same one. Merging is commutative, associative and idempotent.
/// Source: Shapiro et al., "Conflict-free Replicated Data Types" (2011).
/// </summary>
/// <param name="Created">The greatest stamp of a create; <see cref="Stamp.None"/> before the first.</param>
/// <param name="Destroyed">The greatest stamp of a destroy; <see cref="Stamp.None"/> before the first.</param>
/// <param name="Registers">The attributes, sorted by name.</param>
public sealed record RecordState(Stamp Created, Stamp Destroyed, ImmutableArray<Register> Registers)
{
    /// <summary>A record of which nothing is known.</summary>
    public static readonly RecordState Unknown = new(Stamp.None, Stamp.None, []);

    /// <summary>Whether nothing is known of the record.</summary>
    public bool IsUnknown => Created.IsNone && Destroyed.IsNone && Registers.IsEmpty;

    /// <summary>Whether the record was ever created.</summary>
    public bool WasCreated => !Created.IsNone;

    /// <summary>Created after it was last destroyed.</summary>
    public bool Alive => Created > Destroyed;

    /// <summary>What a reader sees: nothing of a dead record, and of one alive what was set after it was last destroyed.</summary>
    public ImmutableArray<Register> Visible =>
        !Alive ? [] : Destroyed.IsNone ? Registers : [.. Registers.Where(r => r.At > Destroyed)];

    /// <summary>The value last set of an attribute, visible or not, or null.</summary>
    internal JsonText? Latest(string name)
    {
        foreach (var register in Registers)
            if (register.Name == name)
                return register.Value;
        return null;
    }

    /// <summary>The visible value of an attribute, or null.</summary>
    public JsonText? this[string name]
    {
        get
        {
            foreach (var register in Registers)
                if (register.Name == name)
                    return Alive && register.At > Destroyed ? register.Value : null;
            return null;
        }
    }

    /// <summary>The join with another state of the same record.</summary>
    internal RecordState Merge(RecordState other) => new(
        Max(Created, other.Created), Max(Destroyed, other.Destroyed),
        Scribes.Registers.Merge(Registers, other.Registers).Join);

    /// <summary>
    /// The join with a change, and what of the change did change a register: nothing, the change itself, an update
    /// where <c>created</c> lost, a destroy besides where only that part of a full create won.
    /// </summary>
    internal Merged Merge(Scribe.Change change)
    {
        var (created, destroyed) = Marks(change);
        var (join, won) = Scribes.Registers.Merge(Registers, change.Registers);
        var next = new RecordState(Max(Created, created), Max(Destroyed, destroyed), join);
        return new Merged(next, Effect(change, created > Created, destroyed > Destroyed, destroyed, won));
    }

    private static ImmutableArray<Scribe.Change> Effect(
        Scribe.Change change, bool createdWon, bool destroyedWon, Stamp destroyed, ImmutableArray<Register> won)
    {
        if (createdWon)
            return [change with { Registers = won, Destroyed = destroyedWon ? destroyed : Stamp.None }];
        var effect = ImmutableArray.CreateBuilder<Scribe.Change>(2);
        if (destroyedWon)
            effect.Add(Scribe.Change.Destroy(change.Key, destroyed));
        if (!won.IsEmpty)
            effect.Add(Scribe.Change.Update(change.Key, won.Max(r => r.At), won));
        return effect.DrainToImmutable();
    }

    private static (Stamp Created, Stamp Destroyed) Marks(Scribe.Change change) => change.Kind switch
    {
        ChangeType.Create => (change.At, change.Destroyed),
        ChangeType.Destroy => (Stamp.None, change.At),
        _ => (Stamp.None, Stamp.None),
    };

    /// <summary>
    /// What of a recorded change is still in this state, or gave way to something later; null: nothing. The rest was
    /// withdrawn since: it is not ours to tell.
    /// </summary>
    internal Scribe.Change? Holding(Scribe.Change change)
    {
        var (created, destroyed) = Marks(change);
        if (created <= Created && destroyed <= Destroyed && change.Registers.All(Holds))
            return change;
        ImmutableArray<Register> held = [.. change.Registers.Where(Holds)];
        return change.Kind == ChangeType.Create && created <= Created
                ? change with { Registers = held, Destroyed = destroyed <= Destroyed ? destroyed : Stamp.None }
            : held.IsEmpty ? null : Scribe.Change.Update(change.Key, held.Max(r => r.At), held);
    }

    private bool Holds(Register register)
    {
        foreach (var own in Registers)
            if (own.Name == register.Name)
                return own.At >= register.At;
        return false;
    }

    /// <summary>What a reader that holds nothing is sent of a record alive: its visible attributes, each with its stamp.</summary>
    internal Scribe.Change FullCreate(RecordKey key) => Scribe.Change.Create(
        key, Created, Visible, Planted.Is(Bug.LeavesDestroyedOutOfAFullCreate) ? Stamp.None : Destroyed);

    private static Stamp Max(Stamp x, Stamp y) => x > y ? x : y;

    /// <inheritdoc/>
    public bool Equals(RecordState? other) =>
        other is not null && Created == other.Created && Destroyed == other.Destroyed
        && Registers.SequenceEqual(other.Registers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Created, Destroyed, Registers.Length);
}

/// <summary>A state after a merge, and the changes that it did make.</summary>
internal readonly record struct Merged(RecordState State, ImmutableArray<Scribe.Change> Effect);
