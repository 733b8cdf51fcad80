using System.Collections.Concurrent;
using System.Collections.Frozen;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// A model's rules as the journal asks them, of records as they are stored. What fails names nobody and allows nothing; each
/// kind of failure is reported once.
/// </summary>
internal sealed class CodeRule<T>(ModelMap<T> map, ModelRules<T> rules, Action<Exception, string> report) : IClassRule where T : class
{
    private readonly ConcurrentDictionary<(string Rule, Type Failure), bool> _reported = new();
    private readonly FrozenSet<string>? _only = rules.Only?.ToFrozenSet();
    private readonly FrozenSet<string> _except = (rules.Except ?? []).ToFrozenSet();

    public string Version { get; } = rules.Version ?? "";

    public Audience AudienceOf(RecordId id, RecordState state) =>
        Ask(() => rules.ScribeClients(map.Read(id, state)), Audience.Relays, nameof(rules.ScribeClients));

    public Audience AudienceOf(Scribe.Operation operation) =>
        Ask(() => rules.OperationClients(operation), Audience.Relays, nameof(rules.OperationClients));

    public bool Authorised(ClientId leaf, StoredRecord before, Scribe.Change change) => Ask(
        () => rules.ScribeAuthorized(change, leaf, before.State.WasCreated ? map.Read(change.Key.Id, before.State) : null),
        false, nameof(rules.ScribeAuthorized));

    public bool Authorised(ClientId leaf, Scribe.Operation operation) =>
        Ask(() => rules.ScribeAuthorized(operation, leaf, null), false, nameof(rules.ScribeAuthorized));

    public string? Fault(RecordId id, RecordState state)
    {
        try
        {
            return rules.Validate(map.Read(id, state));
        }
        catch (RecordMismatchException)
        {
            // Not with its message, which repeats values.
            return "an attribute is not of the kind that the model has";
        }
        catch (Exception e)
        {
            Report(e, nameof(rules.Validate));
            return "it can't be validated";
        }
    }

    public bool Announces(string type) => _only?.Contains(type) != false && !_except.Contains(type);

    private TAnswer Ask<TAnswer>(Func<TAnswer?> ask, TAnswer otherwise, string rule)
    {
        try
        {
            return ask() ?? throw new InvalidOperationException("it answered null");
        }
        catch (Exception e)
        {
            Report(e, rule);
            return otherwise;
        }
    }

    private void Report(Exception e, string rule)
    {
        if (_reported.TryAdd((rule, e.GetType()), true))
            report(e, $"{rule} of {map.Name} failed; where it does, it names nobody and allows nothing");
    }
}
