using System.Security.Cryptography.X509Certificates;

namespace Syncro.Settings;

/// <summary>How one end of an encrypted connection stands; TLS 1.2 or later, whatever else holds.</summary>
/// <param name="Certificate">What this end shows; null: nothing, which only a dialler may.</param>
/// <param name="Authorities">
/// Who must have issued what the other end shows, and nobody else. Null: of a dialler, the system's authorities; of a
/// listener, no certificate is asked for.
/// </param>
public sealed record TlsSettings(TlsCertificate? Certificate, X509Certificate2Collection? Authorities);

/// <summary>A certificate with its private key, as a file held them when the peer started.</summary>
/// <param name="Certificate">That of this end.</param>
/// <param name="Issuers">What the file held besides: sent along, so that the other end finds the way to its authority.</param>
public sealed record TlsCertificate(X509Certificate2 Certificate, X509Certificate2Collection Issuers)
{
    /// <inheritdoc/>
    public override string ToString() => Certificate.Subject;
}
