using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Syncro.Settings;

namespace Syncro.Tests.Tls;

/// <summary>What is wrong with a certificate's files is said at the start, with the key and the file.</summary>
public sealed class TlsSettingsSpecs : IDisposable
{
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    private static SyncroSettings Read(string text) => SyncroSettings.Read(SettingsSource.Parse(text, "x.conf"));

    private static TlsSettings Listener(string tls) =>
        Read($$"""syncro.listen.main { uri = "tls://0.0.0.0:7443", tls { {{tls}} } }""").Listeners[0].Tls!;

    private static TlsSettings Peer(string tls) =>
        Read($$"""syncro.peers.server { uri = "tls://example.org:7443", tls { {{tls}} } }""").Peers[0].Tls!;

    private static string Fault(Func<object> read) => Assert.Throws<InvalidSettingsException>(read).Message;

    private string Encrypted(X509Certificate2 certificate, string password)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return _tls.Ours.Write("encrypted.key", key.ExportEncryptedPkcs8PrivateKeyPem(
            password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
    }

    [Fact]
    public void Certificate_and_key_are_read_from_pem_files()
    {
        var tls = Listener($"{_tls.Ours.Settings("server", "localhost")}, clients = \"{_tls.Others.File}\"");
        Assert.True(tls.Certificate!.Certificate.HasPrivateKey);
        Assert.Equal("CN=others", Assert.Single(tls.Authorities!).Subject);
        Assert.Null(Listener(_tls.Ours.Settings("server")).Authorities);
        Assert.Equal((null, null), Peer("") is var bare ? (bare.Certificate, bare.Authorities) : default);
    }

    [Fact]
    public void A_pem_file_may_hold_the_key_and_the_issuers()
    {
        using var issued = _tls.Ours.Issue("server");
        using var key = issued.GetECDsaPrivateKey()!;
        var file = _tls.Ours.Write("all.pem",
            $"{issued.ExportCertificatePem()}\n{File.ReadAllText(_tls.Ours.File)}\n{key.ExportPkcs8PrivateKeyPem()}");
        var read = Listener($"certificate = \"{file}\"").Certificate!;
        Assert.Equal("CN=ours", Assert.Single(read.Issuers).Subject);
        Assert.Equal(issued.Thumbprint, read.Certificate.Thumbprint);
    }

    [Fact]
    public void A_password_opens_a_key_or_a_pkcs_12_file_and_is_never_repeated()
    {
        Environment.SetEnvironmentVariable("SYNCRO_TLS_SPECS_RIGHT", "hunter2");
        Environment.SetEnvironmentVariable("SYNCRO_TLS_SPECS_WRONG", "hunter3");
        using var issued = _tls.Ours.Issue("server");
        var pfx = _tls.File("server.pfx");
        File.WriteAllBytes(pfx, issued.Export(X509ContentType.Pkcs12, "hunter2"));
        var pem = _tls.Ours.Write("server.pem", issued.ExportCertificatePem());
        foreach (var (files, key) in (IEnumerable<(string, string)>)
            [($"certificate = \"{pfx}\"", "certificate"), ($"certificate = \"{pem}\", key = \"{Encrypted(issued, "hunter2")}\"", "key")])
        {
            var read = Listener($"{files}, password-env = SYNCRO_TLS_SPECS_RIGHT").Certificate!;
            Assert.True(read.Certificate.HasPrivateKey);
            Assert.DoesNotContain("hunter2", read.ToString(), StringComparison.Ordinal);
            foreach (var wrong in (string[])["", ", password-env = SYNCRO_TLS_SPECS_WRONG"])
            {
                var message = Fault(() => Listener(files + wrong));
                Assert.StartsWith($"x.conf: syncro.listen.main.tls.{key} is '", message, StringComparison.Ordinal);
                Assert.DoesNotContain("hunter", message, StringComparison.Ordinal);
            }
        }
        Assert.Contains("syncro.listen.main.tls.password-env is 'SYNCRO_TLS_SPECS_NONE', which is not set or empty",
            Fault(() => Listener($"certificate = \"{pfx}\", password-env = SYNCRO_TLS_SPECS_NONE")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_holds_something_else_is_named()
    {
        var (empty, cert) = (_tls.Ours.Write("empty.pem", ""), _tls.Ours.File);
        Says("syncro.listen.main.tls.certificate is '/no/such', which can't be read: no such file", "certificate = \"/no/such\"");
        Says($"syncro.listen.main.tls.certificate is '{empty}', which can't be opened", $"certificate = \"{empty}\"");
        Says($"syncro.listen.main.tls.certificate is '{cert}', which holds no private key of the certificate", $"certificate = \"{cert}\"");
        Says("syncro.listen.main.tls.key is '/no/such', which can't be read: no such file", $"certificate = \"{cert}\", key = \"/no/such\"");
        Says($"syncro.listen.main.tls.key is '{empty}', which holds no private key of the certificate in '{cert}'",
            $"certificate = \"{cert}\", key = \"{empty}\"");
        Says("syncro.listen.main.tls.key is 'a' while there is no certificate", "key = a");
        Says("syncro.listen.main.tls.clients is '/no/such', which can't be read", $"{_tls.Ours.Settings("x")}, clients = \"/no/such\"");
        Says($"syncro.listen.main.tls.clients is '{empty}', which holds no certificate", $"{_tls.Ours.Settings("x")}, clients = \"{empty}\"");
        Says("syncro.listen.main.tls.certificate is missing; required with tls://0.0.0.0:7443", "");
        Assert.Contains($"syncro.peers.server.tls.authority is '{empty}'", Fault(() => Peer($"authority = \"{empty}\"")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_of_another_certificate_is_named()
    {
        var (one, other) = (_tls.Ours.Settings("x").Split(", ")[0], _tls.Ours.Settings("x").Split(", ")[1]);
        Says("syncro.listen.main.tls.key is '", $"{one}, {other}");
    }

    [Fact]
    public void A_certificate_that_has_expired_is_named_with_its_date() => Assert.Matches(
        "syncro.listen.main.tls.certificate is '.*', whose certificate expired [0-9-]{10} [0-9:]{8}Z; allowed",
        Fault(() => Listener(_tls.Ours.Settings("server", days: -1))));

    [Theory]
    [InlineData("syncro.listen.main { uri = \"tcp://127.0.0.1:1\", tls.certificate = x }", "syncro.listen.main.uri is tcp://127.0.0.1:1 beside a section tls")]
    [InlineData("syncro.peers.x { uri = \"tcp://127.0.0.1:1\", tls.authority = x }", "syncro.peers.x.uri is tcp://127.0.0.1:1 beside a section tls")]
    [InlineData("syncro.peers.x { uri = \"tls://127.0.0.1:1\", tls.clients = x }", "syncro.peers.x.tls.clients is unknown; allowed in syncro.peers.x.tls: certificate, key, password-env, authority")]
    public void What_does_not_fit_is_refused_by_name(string text, string message) =>
        Assert.Contains(message, Fault(() => Read(text)), StringComparison.Ordinal);

    [Fact]
    public void Off_loopback_an_encrypted_listener_admits_only_who_proves_itself()
    {
        var anonymous = $$"""
            syncro { access.anonymous = on, listen.main { uri = "tls://0.0.0.0:7443", tls { {{_tls.Ours.Settings("server")}} } } }
            """;
        Assert.Contains("syncro.access.anonymous is on while other machines reach the listener main", Fault(() => Read(anonymous)), StringComparison.Ordinal);
        Assert.Single(Read($"{anonymous}\nsyncro.listen.main.tls.clients = \"{_tls.Ours.File}\"").Listeners);
    }

    [Fact]
    public void Two_listeners_at_one_address_are_refused_however_they_speak() => Assert.Contains("as that of b is", Fault(() => Read($$"""
        syncro.listen { a.uri = "tcp://127.0.0.1:1", b { uri = "tls://127.0.0.1:1", tls { {{_tls.Ours.Settings("server")}} } } }
        """)), StringComparison.Ordinal);

    private static void Says(string message, string tls) =>
        Assert.Contains(message, Fault(() => Listener(tls)), StringComparison.Ordinal);
}
