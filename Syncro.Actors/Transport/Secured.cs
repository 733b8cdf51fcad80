using System.Net.Sockets;
using Syncro.Scribes;

namespace Syncro.Transport;

/// <summary>A connected socket and how to speak over it: as it is, or encrypted.</summary>
/// <param name="Socket">The connection; owned by the stream.</param>
/// <param name="Stream">What is sent and received.</param>
/// <param name="Certified">Whom the certificate names that the caller had to show; null: none was asked for.</param>
internal sealed record Secured(Socket Socket, Stream Stream, ClientId? Certified)
{
    /// <summary>A connection in plain text.</summary>
    public static Secured Plain(Socket socket) => new(socket, new NetworkStream(socket, ownsSocket: true), null);
}
