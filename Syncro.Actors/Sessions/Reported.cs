using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// What was last said of the sessions with each client. One that is refused dials again and again: only what is new is
/// worth a warning.
/// </summary>
internal sealed class Reported
{
    // Beyond it everything is new again.
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<ClientId, string> _last = [];
    private string? _ofUnknown;

    /// <summary>Whether it is not what was said last. Null: of callers that have not proved who they are.</summary>
    public bool IsNew(ClientId? client, string text)
    {
        lock (_gate)
        {
            var last = client is { } known ? _last.GetValueOrDefault(known) : _ofUnknown;
            if (last == text)
                return false;
            if (_last.Count >= Most)
                _last.Clear();
            if (client is { } one)
                _last[one] = text;
            else
                _ofUnknown = text;
            return true;
        }
    }

    /// <summary>A session with the client is open: what was, is over.</summary>
    public void Forget(ClientId client)
    {
        lock (_gate)
            _last.Remove(client);
    }
}
