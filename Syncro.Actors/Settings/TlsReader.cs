using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Syncro.Settings;

/// <summary>
/// Reads the files that a <c>tls</c> section names. One that is missing, can't be read, lacks what it is for or has
/// expired is an error that names its key and the file; what is in it is never repeated.
/// </summary>
/// <param name="keys">The configuration.</param>
/// <param name="tls">The section's keys.</param>
/// <param name="name">The chosen name in their paths; null: there is none.</param>
internal sealed class TlsReader(KeyReader keys, TlsKeys tls, string? name)
{
    // A bundle of all the world's authorities is a fifth of this.
    private const int Longest = 1 << 20;

    /// <summary>Whether anything is set.</summary>
    public bool IsSet => tls.All.Any(key => keys.Get((Key<string>)key, name).Length > 0);

    public TlsSettings Read() => new(Certificate(), Authorities());

    private TlsCertificate? Certificate()
    {
        var (file, keyFile) = (keys.Get(tls.Certificate, name), keys.Get(tls.KeyFile, name));
        if (file.Length == 0)
            return keyFile.Length == 0 ? null
                : throw keys.Fault(tls.KeyFile, name, $"is '{keyFile}' while there is no certificate; allowed: both, or none");
        var bytes = Bytes(tls.Certificate, file);
        var held = IsPem(bytes) ? FromPem(bytes, file, keyFile) : FromPkcs12(bytes, file, keyFile);
        CheckDates(tls.Certificate, file, held.Certificate);
        return held;
    }

    private TlsCertificate FromPem(byte[] bytes, string file, string keyFile)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var issuers = Certificates(tls.Certificate, file, bytes);
        issuers[0].Dispose();
        issuers.RemoveAt(0);
        var keyText = keyFile.Length == 0 ? text : Encoding.UTF8.GetString(Bytes(tls.KeyFile, keyFile));
        try
        {
            using var read = Password() is { } password
                ? X509Certificate2.CreateFromEncryptedPem(text, keyText, password.Value)
                : X509Certificate2.CreateFromPem(text, keyText);
            // Windows takes for TLS only a key that came this way.
            return new(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), issuers);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var (key, where) = keyFile.Length == 0 ? (tls.Certificate, file) : (tls.KeyFile, keyFile);
            throw keys.Fault(key, name,
                $"is '{where}', which holds no private key of the certificate in '{file}' that can be opened; allowed: a PEM file with it, its password in password-env where it has one");
        }
    }

    private TlsCertificate FromPkcs12(byte[] bytes, string file, string keyFile)
    {
        if (keyFile.Length > 0)
            throw keys.Fault(tls.KeyFile, name, $"is '{keyFile}' beside '{file}', which is no PEM file; allowed: none, the private key is in it");
        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12Collection(bytes, Password()?.Value);
        }
        catch (CryptographicException)
        {
            throw keys.Fault(tls.Certificate, name,
                $"is '{file}', which can't be opened; allowed: a PEM or PKCS #12 file, its password in password-env where it has one");
        }
        var held = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw keys.Fault(tls.Certificate, name, $"is '{file}', which holds no private key; allowed: a file with one");
        all.Remove(held);
        return new(held, all);
    }

    private X509Certificate2Collection? Authorities()
    {
        if (keys.Get(tls.Authorities, name) is not { Length: > 0 } file)
            return null;
        var authorities = Certificates(tls.Authorities, file, Bytes(tls.Authorities, file));
        foreach (var authority in authorities)
            CheckDates(tls.Authorities, file, authority);
        return authorities;
    }

    private X509Certificate2Collection Certificates(Key key, string file, byte[] bytes)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.UTF8.GetString(bytes));
        }
        catch (CryptographicException)
        {
            all.Clear();
        }
        return all.Count > 0 ? all
            : throw keys.Fault(key, name, $"is '{file}', which holds no certificate that can be read; allowed: a PEM file");
    }

    private void CheckDates(Key key, string file, X509Certificate2 certificate)
    {
        var (from, to, now) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), DateTime.UtcNow);
        if (now > to || now < from)
            throw keys.Fault(key, name, string.Create(CultureInfo.InvariantCulture,
                $"is '{file}', whose certificate {(now > to ? "expired" : "is not valid before")} {(now > to ? to : from):yyyy-MM-dd HH:mm:ss}Z; allowed: one that is valid now"));
    }

    private byte[] Bytes(Key key, string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > Longest)
                throw keys.Fault(key, name, $"is '{file}', which is longer than {Longest} bytes; allowed: a file of certificates or keys");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw keys.Fault(key, name,
                $"is '{file}', which can't be read: {(File.Exists(file) ? e.Message : "no such file")}; allowed: {key.Allowed}");
        }
    }

    private Secret? Password() => keys.Get(tls.PasswordEnv, name) is not { Length: > 0 } variable ? null
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } password ? new Secret(password)
        : throw keys.Fault(tls.PasswordEnv, name, $"is '{variable}', which is not set or empty; allowed: one that holds a password");

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;
}
