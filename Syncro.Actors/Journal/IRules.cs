using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Which classes are synced, who reads a record and who may change it. Pure: the same answer for the same question.</summary>
internal interface IRules
{
    /// <summary>The classes recorded and replayed here.</summary>
    Classes Classes { get; }

    /// <summary>Whether a class has a rule of its own; one without is everyone's to read and write.</summary>
    bool Restricted(string className);

    /// <summary>Who may read a record in that state. Source: <c>scribe_clients</c> of the original.</summary>
    Audience AudienceOf(string className, RecordState state);

    /// <summary>
    /// Whether a leaf may make a change to a record as it is before it. Asked once, where the change enters from its
    /// author. Source: <c>scribe_authorized?</c> of the original.
    /// </summary>
    bool Authorised(ClientId leaf, StoredRecord before, Scribe.Change change);
}
