namespace Syncro.Sessions;

/// <summary>How a caller proved its GUID.</summary>
internal abstract record Proof
{
    private Proof() { }

    /// <summary>Not at all: it needed none.</summary>
    public static readonly Proof None = new Nothing();

    /// <summary>By the certificate of its connection.</summary>
    public static readonly Proof Certificate = new Certified();

    public sealed record Nothing : Proof;

    public sealed record Certified : Proof;

    /// <summary>By the token of an id.</summary>
    public sealed record Token(string Id) : Proof;
}
