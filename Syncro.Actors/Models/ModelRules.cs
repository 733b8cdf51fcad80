using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// Who gets the records of a model, who may change them, and which are valid. Override what the model restricts.
/// Every method must give the same answer for the same question, on every peer of the class, and touch nothing. One that
/// throws names nobody, allows nothing, or finds the record invalid.
/// </summary>
public class ModelRules<T> where T : class
{
    /// <summary>
    /// Who gets a record: <see cref="Audience.Everyone"/> (default), <see cref="Audience.Named"/> a list, or
    /// <see cref="Audience.Nobody"/>: not synced at all. Relays get every record but nobody's. Of a destroyed record,
    /// what it last was. Source: <c>scribe_clients</c> of the original.
    /// </summary>
    public virtual Audience ScribeClients(T record) => Audience.Everyone;

    /// <summary>
    /// Whether a client may make a change: asked once, on the peer that a client other than a relay sends it to, and
    /// only where that client may read the record. Default: yes. Source: <c>scribe_authorized?</c> of the original.
    /// </summary>
    /// <param name="scribe">The change.</param>
    /// <param name="from">Who makes it.</param>
    /// <param name="current">The record before it; null where there never was one. A destroyed one as it last was.</param>
    public virtual bool ScribeAuthorized(Scribe scribe, ClientId from, T? current) => true;

    /// <summary>
    /// What is wrong with a record, in a sentence for its author; null (default): nothing. Asked of changes of this
    /// program (<see cref="Journal.ChangeRefusedException"/>, 422) and of clients (refused, 422, and put right), after
    /// the change; what relays send is merged without asking.
    /// </summary>
    public virtual string? Validate(T record) => null;

    /// <summary>Who gets an operation of the class's own. Default: everyone.</summary>
    public virtual Audience OperationClients(Scribe.Operation operation) => Audience.Everyone;

    /// <summary>
    /// The only types of changes (create, update, destroy, the class's own) of this program that others are told of;
    /// null (default): all. See <see cref="Recording"/> for what becomes of the others.
    /// </summary>
    public virtual IReadOnlyCollection<string>? Only => null;

    /// <summary>Types of changes of this program that others are not told of. Default: none.</summary>
    public virtual IReadOnlyCollection<string> Except => [];

    /// <summary>
    /// Differs whenever the rules do: audiences are computed again where it is not what it was at the last start.
    /// Default: this type in this build of its assembly. Rules that depend on other code have to say so here.
    /// </summary>
    public virtual string Version => $"{GetType().FullName} {GetType().Module.ModuleVersionId}";
}
