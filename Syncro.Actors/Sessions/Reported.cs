using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// What was last said of the sessions with each client. One that is refused dials again and again: only what is new is
/// worth a warning, and of one client, however much it makes up, only some warnings a minute.
/// </summary>
internal sealed class Reported
{
    /// <summary>Warnings of one client, or of all callers that have not proved who they are, in a minute.</summary>
    public const int PerMinute = 10;

    private const long Minute = 60_000;

    // Beyond it everything is new again.
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<ClientId, Said> _said = [];
    private Said _ofUnknown;

    private readonly record struct Said(string? Last, long Since, int Warnings);

    /// <summary>Whether it is worth a warning: not what was said last, nor one of too many.</summary>
    /// <param name="client">Null: of callers that have not proved who they are.</param>
    /// <param name="text">What is to be said.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public bool IsNew(ClientId? client, string text, long now)
    {
        lock (_gate)
        {
            var said = client is { } known ? _said.GetValueOrDefault(known) : _ofUnknown;
            if (said.Last == text)
                return false;
            var next = Math.Abs(now - said.Since) < Minute ? said with { Last = text } : new(text, now, 0);
            var isNew = next.Warnings < PerMinute;
            if (isNew)
                next = next with { Warnings = next.Warnings + 1 };
            if (client is not { } one)
                _ofUnknown = next;
            else
            {
                if (_said.Count >= Most && !_said.ContainsKey(one))
                    _said.Clear();
                _said[one] = next;
            }
            return isNew;
        }
    }

    /// <summary>A session with the client is open: what was, is over.</summary>
    public void Forget(ClientId client)
    {
        lock (_gate)
            if (_said.TryGetValue(client, out var said))
                _said[client] = said with { Last = null };
    }
}
