using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// Who reads and writes the records of one class. Pure, and total: a rule that can't tell names nobody and allows
/// nothing. A class without one is everyone's.
/// </summary>
internal interface IClassRule
{
    /// <summary>Changes whenever the rule may say something else: the audiences are then computed again.</summary>
    string Version { get; }

    /// <summary>Who may read a record, which was created; of a dead one, by the greatest register of each attribute.</summary>
    Audience AudienceOf(RecordId id, RecordState state);

    /// <summary>Who gets an operation.</summary>
    Audience AudienceOf(Scribe.Operation operation);

    /// <summary>
    /// Whether a leaf, which may read the record, may make a change to it as it is before; one never created here is
    /// unknown. Asked once, where the change enters from its author.
    /// </summary>
    bool Authorised(ClientId leaf, StoredRecord before, Scribe.Change change);

    /// <summary>Whether a leaf may send an operation.</summary>
    bool Authorised(ClientId leaf, Scribe.Operation operation);

    /// <summary>What is wrong with a record alive, in a sentence for its author; null: nothing.</summary>
    string? Fault(RecordId id, RecordState state);

    /// <summary>Whether changes of a type are told to other peers.</summary>
    bool Announces(string type);
}
