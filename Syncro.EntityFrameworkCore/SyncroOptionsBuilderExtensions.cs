using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.Journal;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore;

/// <summary>What an application says where it configures its context.</summary>
public static class SyncroOptionsBuilderExtensions
{
    /// <summary>
    /// Every <c>SaveChanges</c> puts what it changes of synced entities into the outbox, in the same transaction: both are
    /// saved or neither. One save is one change set. Only modified properties are recorded; what a deletion cascades to is
    /// loaded and recorded with it. Left out: what is saved while <see cref="Recording"/> is off, everywhere or for the
    /// entity, and what bypasses the change tracker (<c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, SQL).
    /// A save above a limit throws <see cref="ChangeRefusedException"/>, one of an entity that can't be recorded
    /// <see cref="InvalidRecordException"/>, before anything is saved.
    /// Source: <c>lib/syncro/scriber/observer.rb</c> of the original.
    /// </summary>
    public static DbContextOptionsBuilder UseSyncro(this DbContextOptionsBuilder options)
    {
        if (options.Options.FindExtension<SyncroOptionsExtension>() is null)
            ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new SyncroOptionsExtension());
        return options;
    }

    /// <inheritdoc cref="UseSyncro(DbContextOptionsBuilder)"/>
    public static DbContextOptionsBuilder<TContext> UseSyncro<TContext>(this DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext
    {
        UseSyncro((DbContextOptionsBuilder)options);
        return options;
    }
}
