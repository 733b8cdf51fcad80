using System.Net.Sockets;
using Syncro.Settings;

namespace Syncro.Transport;

/// <summary>An address can't be listened on: in use, not this machine's, or not allowed.</summary>
public sealed class ListenException : SyncroException
{
    internal ListenException(ListenerSettings listener, SocketException inner)
        : base($"listener '{listener.Name}' can't listen on {listener.Address}: {inner.Message}", inner) { }
}
