using Akka.Streams;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>A way to a peer.</summary>
internal interface IDialling
{
    /// <summary>Connects, once. Where it fails, nothing is left open; the exception's message is a plain sentence.</summary>
    /// <param name="cancel">Gives up.</param>
    Task<IDialled> ConnectAsync(CancellationToken cancel);
}

/// <summary>A connection over which nobody speaks yet; disposing of it closes it.</summary>
internal interface IDialled : IDisposable
{
    /// <summary>How messages are told apart on it.</summary>
    MessageFraming Framing { get; }

    /// <summary>Joins it with a session's end, to which it belongs from now on.</summary>
    void Join(StreamLink link, IMaterializer materializer);
}
