using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Pattern;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Access;

/// <summary>Makes the tokens of a peer, and has them kept.</summary>
internal sealed class SyncroTokens : ITokens
{
    private const int Bytes = 32;

    private readonly SyncroSpace _space;
    private readonly IActorRef _actor;

    private SyncroTokens(SyncroSpace space, IActorRef actor) => (_space, _actor) = (space, actor);

    /// <summary>Completes once those made before are read: till then nobody may connect.</summary>
    public static async Task<SyncroTokens> StartAsync(
        ActorSystem system, SyncroSpace space, List<IActorRef> started, CancellationToken cancel)
    {
        var actor = system.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(
                Props.Create(() => new AccessActor(space.Settings.Space, space.Plugins, space.Access)), "access",
                space.Settings.Journal.RestartMin, space.Settings.Journal.RestartMax, 0.2, -1)
            .WithDefaultStoppingStrategy()
            .WithReplyWhileStopped(AccessActor.Unavailable)));
        started.Insert(0, actor);
        await space.Access.Started.WaitAsync(cancel).ConfigureAwait(false);
        return new(space, actor);
    }

    /// <inheritdoc/>
    public async Task<CreatedToken> CreateAsync(ClientId client, CancellationToken cancel = default)
    {
        if (client.Value.Length == 0)
            throw new ArgumentException("whom it proves must be named", nameof(client));
        if (client == _space.Client)
            throw new TokenRefusedException(
                Code.InvalidScribe, $"'{client}' is this peer's own GUID; a token proves another");
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var kept = new KeptToken(
            TokenId.New(), client, TokenHash.Of(token), _space.Time.GetUtcNow().ToUnixTimeMilliseconds());
        await AskAsync(new AccessCommand.Create(kept), cancel).ConfigureAwait(false);
        return new(kept.Id, client, new(token), At(kept));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<TokenStatus>> ListAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var configured = _space.Settings.Access.Clients.Where(client => client.Value.Token is not null)
            .Select(client => new TokenStatus(TokenId.OfConfigured(client.Key), client.Key, null));
        var made = _space.Access.State.Tokens.Values.Select(kept => new TokenStatus(kept.Id, kept.Client, At(kept)));
        return Task.FromResult<ImmutableArray<TokenStatus>>(
            [.. configured.Concat(made).OrderBy(token => token.Client).ThenBy(token => token.Created)]);
    }

    /// <inheritdoc/>
    public async Task RevokeAsync(string id, CancellationToken cancel = default)
    {
        var configured = (await ListAsync(cancel).ConfigureAwait(false))
            .FirstOrDefault(token => token.IsConfigured && token.Id == id);
        if (configured is not null)
            throw new TokenRefusedException(Code.DuplicateIdentity,
                $"token '{id}' of client '{configured.Client}' stands in the configuration; remove it there");
        await AskAsync(new AccessCommand.Revoke(id), cancel).ConfigureAwait(false);
    }

    private async Task AskAsync(AccessCommand command, CancellationToken cancel)
    {
        try
        {
            switch (await _actor.Ask<AccessReply>(command, _space.AskTimeout, cancel).ConfigureAwait(false))
            {
                case AccessReply.Refused(var fault):
                    throw new TokenRefusedException(fault.Code, fault.Text);
                case AccessReply.Failed(var cause):
                    throw cause;
            }
        }
        catch (AskTimeoutException)
        {
            throw new OutcomeUnknownException(
                $"the storage did not answer within {_space.AskTimeout.TotalSeconds} s; the list of tokens says whether it was done");
        }
    }

    private static DateTimeOffset At(KeptToken kept) => DateTimeOffset.FromUnixTimeMilliseconds(kept.Created);
}
