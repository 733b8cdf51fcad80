using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Transport;

/// <content>
/// How a connection becomes a session: encrypted first, beside the accepting, in the time that it has to greet.
/// </content>
internal sealed partial class TcpListener
{
    private readonly TlsHandshake? _tls;

    /// <summary>Connections that count already and have no session yet.</summary>
    private readonly HashSet<Socket> _beginning = [];

    private sealed record Begun(Secured Connection, TimeSpan Took) : IDeadLetterSuppression;

    private sealed record NotBegun(Socket Socket, string Why) : IDeadLetterSuppression;

    private void Encrypt(Socket socket, TlsHandshake tls)
    {
        _beginning.Add(socket);
        EncryptAsync(socket, tls).PipeTo(Self);
    }

    private async Task<object> EncryptAsync(Socket socket, TlsHandshake tls)
    {
        var (since, limit) = (_space.Time.GetTimestamp(), _space.Settings.Wire.GreetTimeout);
        using var late = new CancellationTokenSource(limit);
        try
        {
            var connection = await tls.AnswerAsync(socket, late.Token).ConfigureAwait(false);
            return new Begun(connection, _space.Time.GetElapsedTime(since));
        }
        catch (Exception e)
        {
            // Whatever a caller makes of it, it is that caller's end and no other's.
            return new NotBegun(socket, e is OperationCanceledException
                ? $"{(int)Code.TooSlow} no TLS handshake within {limit.TotalMilliseconds} ms" : e.Message);
        }
    }

    /// <summary>Begins a session; what its connection took to be encrypted is taken off its time to greet.</summary>
    private void Begin(Secured connection, TimeSpan took)
    {
        _beginning.Remove(connection.Socket);
        var link = new StreamLink(_space.Settings.Wire, MessageFraming.Frames, _settings.Protocol);
        SocketFlow.Of(connection).Join(link.End).Run(_materializer);
        var terms = Terms.Of(_space, dials: false, _settings.Client, null);
        terms = terms with
        {
            Certified = connection.Certified,
            Timing = terms.Timing with { Greet = Math.Max(1, terms.Timing.Greet - (long)took.TotalMilliseconds) },
        };
        Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(_space, terms, _settings.Protocol, link))));
    }

    private void OnNotBegun(NotBegun failed)
    {
        _beginning.Remove(failed.Socket);
        failed.Socket.Dispose();
        OnEnded();
        Warn($"A connection to {_settings.Address} was closed: {failed.Why}");
    }
}
