namespace Syncro.Transport;

/// <summary>
/// The connections to all listeners, and those that the application keeps: together never more than
/// <paramref name="most"/>.
/// </summary>
internal sealed class Connections(int most)
{
    private int _open;

    /// <summary>Whether there is a place for one more; then it is taken until <see cref="Free"/>.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _open) <= most)
            return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>Gives back places that were taken.</summary>
    public void Free(int places) => Interlocked.Add(ref _open, -places);
}
