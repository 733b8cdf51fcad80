namespace Syncro.Scribes;

/// <summary>Who could read a record at one moment, and whether it was alive then.</summary>
/// <param name="Audience">Null where nothing was known of the record.</param>
/// <param name="Alive">Whether it was alive.</param>
internal readonly record struct Reach(Audience? Audience, bool Alive)
{
    /// <summary>Nothing was known of the record.</summary>
    public static Reach Unknown => default;

    /// <summary>Whether nothing was known of the record.</summary>
    public bool IsUnknown => Audience is null;

    /// <summary>Whether a client was in the audience.</summary>
    public bool Admits(ClientId client, bool relay) => Audience?.Admits(client, relay) ?? false;
}
