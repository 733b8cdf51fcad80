namespace Syncro.Settings;

/// <summary>The keys of one <c>tls</c> section; read by <see cref="TlsReader"/>.</summary>
/// <param name="Certificate">What this end shows.</param>
/// <param name="KeyFile">Its private key, where it is not in the same file.</param>
/// <param name="PasswordEnv">What opens them.</param>
/// <param name="Authorities">Who issued what the other end shows.</param>
internal sealed record TlsKeys(
    Key<string> Certificate, Key<string> KeyFile, Key<string> PasswordEnv, Key<string> Authorities)
{
    private static readonly ValueKind<string> File = new("a path", text => text);

    /// <summary>Of a listener.</summary>
    public static readonly TlsKeys Listen = Under("syncro.listen.*.tls",
        "The file with our certificate there, PEM or PKCS #12, and its issuers; required with tls://.",
        "clients",
        "The PEM file with the authorities of clients. Each caller must then show a certificate issued by one of them, whose CN is the GUID that it greets with (else 401); it needs no token. Absent: none is asked for.");

    /// <summary>Of a dialler.</summary>
    public static readonly TlsKeys Peer = Under("syncro.peers.*.tls",
        "The file with the certificate that proves us there, PEM or PKCS #12, and its issuers. Absent: a token does.",
        "authority",
        "The PEM file with the authorities that may have issued the certificate there, and no others. Absent: the system's. The certificate must be for the host of the uri.");

    /// <summary>In the order of the reference.</summary>
    public IReadOnlyList<Key> All => [Certificate, KeyFile, PasswordEnv, Authorities];

    /// <summary>Those below a section, whose authorities go by a name of its own.</summary>
    public static TlsKeys Under(string section, string certificate, string authorities, string meaning) => new(
        new($"{section}.certificate", File, certificate, ""),
        new($"{section}.key", File, "The PEM file with its private key. Absent: the certificate's file holds it.", ""),
        new($"{section}.password-env", ValueKinds.Text, "The environment variable with the password of the private key.", ""),
        new($"{section}.{authorities}", File, meaning, ""));
}
