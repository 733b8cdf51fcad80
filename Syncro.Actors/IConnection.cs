namespace Syncro;

/// <summary>
/// A connection that the application keeps, as its <see cref="SyncroSession"/> sees it. What comes is handed to the
/// session. Source: the connections of <c>lib/syncro/client.rb</c> of the original.
/// </summary>
public interface IConnection
{
    /// <summary>
    /// Whether it keeps messages apart, as a WebSocket does: then each send is one whole JSON object, and what comes goes
    /// to ReceiveMessage. Else it is a stream of bytes, each message in frames, and what comes goes to ReceiveData.
    /// </summary>
    bool KeepsMessages => false;

    /// <summary>
    /// Sends; completes when there is room for more. Called once at a time. Failing ends the session, and the exception's
    /// message is why. Must complete or fail once the connection is closed.
    /// </summary>
    /// <param name="bytes">Frames, or one JSON object in UTF-8; never changed afterwards.</param>
    Task SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Closes it: the session has ended, whoever ended it. Called once.</summary>
    Task CloseAsync();
}
