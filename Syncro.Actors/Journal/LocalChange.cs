using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// One change that this peer's own application asks for. The journal stamps it; a change set of them is recorded whole
/// or, where one is refused, not at all.
/// </summary>
public abstract record LocalChange
{
    private LocalChange() { }

    /// <summary>A record that must not be alive yet; else <see cref="Code.DuplicateIdentity"/> (409).</summary>
    public sealed record Create(RecordKey Key, Attributes Attributes) : LocalChange;

    /// <summary>
    /// The whole record: created, or replaced where it is alive and differs. To replace is to destroy and create, so
    /// edits that others made before, in ignorance of it, don't survive it.
    /// </summary>
    public sealed record Put(RecordKey Key, Attributes Attributes) : LocalChange;

    /// <summary>A record created where it is not alive; else its attributes set, as by <see cref="Update"/>.</summary>
    public sealed record Save(RecordKey Key, Attributes Attributes) : LocalChange;

    /// <summary>Sets attributes of a record that must be alive; else <see cref="Code.NotFound"/> (404). Those that have the value already are not recorded.</summary>
    public sealed record Update(RecordKey Key, Attributes Attributes) : LocalChange
    {
        /// <summary>Whether a record that is not alive is passed over instead.</summary>
        public bool IfAlive { get; init; }
    }

    /// <summary>Destroys a record that must be alive; else <see cref="Code.NotFound"/> (404).</summary>
    public sealed record Destroy(RecordKey Key) : LocalChange
    {
        /// <summary>Whether a record that is not alive is passed over instead.</summary>
        public bool IfAlive { get; init; }
    }

    /// <summary>
    /// Changes nothing: refuses the whole change set with <see cref="Code.ChangedMeanwhile"/> (412) where the record
    /// was changed since it was found at a position.
    /// </summary>
    public sealed record Expect(RecordKey Key, Position At) : LocalChange;

    /// <summary>A scribe of a type of the class's own: delivered in order, applied once, never merged.</summary>
    public sealed record Operation(string Class, string Type, JsonText Data) : LocalChange;
}

/// <summary>Named values, sorted by the UTF-8 bytes of their names, each name once.</summary>
public readonly record struct Attributes(ImmutableArray<KeyValuePair<string, JsonText>> Values)
{
    /// <summary>Sorts and takes them; names must differ.</summary>
    public static Attributes Of(IEnumerable<KeyValuePair<string, JsonText>> values) =>
        new([.. values.OrderBy(pair => pair.Key, Utf8Order.Instance)]);
}

/// <summary>What a change came to.</summary>
public enum Outcome
{
    /// <summary>The record is alive and was not before.</summary>
    Created,

    /// <summary>The record, alive before, was changed or destroyed.</summary>
    Changed,

    /// <summary>Nothing: it was so already.</summary>
    Unchanged,
}

/// <summary>A change set that is on disk.</summary>
/// <param name="Position">The journal's head after it.</param>
/// <param name="Outcomes">One for each change, in order.</param>
public sealed record Committed(Position Position, ImmutableArray<Outcome> Outcomes);
