using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>A model's rules as the journal asks them, of records as they are stored. One that throws is reported once.</summary>
internal sealed class CodeRule<T>(ModelMap<T> map, ModelRules<T> rules, Action<string> report) : IClassRule where T : class
{
    private int _reported;

    public string Version => rules.Version;

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
        catch (RecordMismatchException e)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            Report(e, nameof(rules.Validate));
            return "it can't be validated";
        }
    }

    public bool Announces(string type) => rules.Only?.Contains(type) != false && !rules.Except.Contains(type);

    private TAnswer Ask<TAnswer>(Func<TAnswer> ask, TAnswer otherwise, string rule)
    {
        try
        {
            return ask();
        }
        catch (Exception e)
        {
            Report(e, rule);
            return otherwise;
        }
    }

    private void Report(Exception e, string rule)
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
            report($"{rule} of {map.Name} failed, and allows nothing where it does: {e.Message}");
    }
}
