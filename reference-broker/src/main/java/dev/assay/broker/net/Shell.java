package dev.assay.broker.net;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.core.Subject;
import dev.assay.broker.core.Witness;
import dev.assay.broker.observe.Figures;
import dev.assay.broker.observe.PrometheusText;
import dev.assay.broker.observe.SystemTopics;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.store.BrokerStore;
import dev.assay.broker.store.StoreException;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens on its ports and runs a core. One event loop does everything, so the core is never told two things at once:
 *
 * <pre>
 *   socket -> Entrance -> Connection -> Input -> BrokerCore -> Outbox (this) -> Connection -> socket
 *                                                    |
 *                                                 Witness
 * </pre>
 *
 * With a store, {@link Holdback} stands behind the outbox and lets out what is kept. A CONNECT with a password waits at the
 * {@link PasswordDesk} before the core hears of it, and the handshakes of TLS at the {@link HandshakeDesk}.
 */
public final class Shell {
  private static final System.Logger LOG = System.getLogger(Shell.class.getName());

  /** Half of what the core asks for at least. */
  private static final long TICK_MILLIS = Input.TimePassed.EVERY_MILLIS / 2;

  /**
   * So many ticks after the loop was held up, everything that came meanwhile is read. Between two ticks each socket that has something is read, of which
   * epoll names 4,096 the first time and up to twice as many each time that follows.
   */
  private static final int CATCHING_UP_TICKS = 6;

  private static final int NONCE_SEED_BYTES = 32;
  private static final int WAITING_CONNECTIONS_MAX = 1_024;

  /** For each thing that has to end and does not wait for clients. */
  private static final long END_MILLIS_MAX = 5_000;

  /** A flood of connections is no flood of lines. */
  private static final long REPORT_MILLIS = 10_000;

  /** How much may be written before it is offered to the sockets: what they do not take is known then, and is counted. */
  private static final int UNFLUSHED_BYTES_MAX = 1024 * 1024;

  private static final Sockets SOCKETS = Sockets.best();

  private final ShellOptions options;
  private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
      1, new DefaultThreadFactory("assay-broker", true), SOCKETS.loop());
  private final LongSupplier nowMillis;
  private final @Nullable Holdback holdback;
  private final Anteroom anteroom;
  private final PasswordDesk passwords;
  private final HandshakeDesk handshakes = new HandshakeDesk();
  private final Backlog backlog;
  private final Unfinished unfinished;
  private final Turns turns;
  private final BrokerCore core;
  private final Figures figures;
  private final @Nullable SystemTopics systemTopics;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // all below belong to the event loop
  private final Map<Long, Connection> connections = new HashMap<>();
  private final List<Connection> unflushed = new ArrayList<>();
  private long unflushedBytes;
  private long lastNumber;
  private long toldMillis = -1;
  private int catchingUpTicks;
  private long reportedTurnedAway;
  private long nextReportMillis;
  private boolean stops;

  private Shell(ShellOptions options, @Nullable BrokerStore store, LongSupplier clock) {
    this.options = options;
    int unadmittedMax = options.limits().unadmittedMax();
    anteroom = new Anteroom(unadmittedMax, this::turnAway);
    passwords = new PasswordDesk(
        options.config().access(), unadmittedMax, options.limits().inboundTotalMaxBytes());
    backlog = new Backlog(options.limits().outboundTotalMaxBytes());
    unfinished = new Unfinished(options.limits().inboundTotalMaxBytes());
    if (store == null) {
      nowMillis = clock;
      holdback = null;
      BrokerState memory = new BrokerState();
      turns = new Turns(nowMillis, memory.subscriptions()::looks);
      figures = new Figures(options.observing().version(), memory, nowMillis.getAsLong());
      core = coreOf(options, memory, new NetOutbox());
    } else {
      nowMillis = store::nowMillis;
      turns = new Turns(nowMillis, store.state().subscriptions()::looks);
      holdback =
          new Holdback(store, new NetOutbox(), group.next(), this::flushConnections, this::fail);
      figures = new Figures(options.observing().version(), store.state(), nowMillis.getAsLong());
      core = coreOf(options, store.state(), holdback);
    }
    int systemSeconds = options.observing().systemSeconds();
    systemTopics = systemSeconds == 0 ? null : new SystemTopics(figures, systemSeconds);
  }

  /**
   * Starts to listen.
   *
   * @throws StoreException if the store cannot be opened, with one clear line
   * @throws IOException if the address cannot be had, with one clear line
   */
  public static Running start(ShellOptions options) throws IOException {
    long originNanos = System.nanoTime();
    return start(options, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - originNanos));
  }

  /**
   * Starts to listen.
   *
   * @param clock milliseconds since any origin; with a store its own clock is taken, which goes on where it stopped
   */
  static Running start(ShellOptions options, LongSupplier clock) throws IOException {
    BrokerStore store = options.data() == null ? null : BrokerStore.open(options.data());
    Shell shell = new Shell(options, store, clock);
    if (store != null) {
      shell.group.submit(shell::restart).awaitUninterruptibly();
    }
    return shell.listen();
  }

  private void restart() {
    tellTime();
    tell(new Input.Restarted());
    flush();
  }

  /** A listening shell. */
  public static final class Running {
    private final Shell shell;
    private final List<Channel> channels;
    private final List<Listener> listeners;
    private final Observing.@Nullable Address metrics;

    private Running(
        Shell shell,
        List<Channel> channels,
        List<Listener> listeners,
        Observing.@Nullable Address metrics) {
      this.shell = shell;
      this.channels = channels;
      this.listeners = List.copyOf(listeners);
      this.metrics = metrics;
    }

    /** Where HTTP clients find its figures, with the port that it really has; null if nowhere. */
    public Observing.@Nullable Address metrics() {
      return metrics;
    }

    /** Where it listens, with the ports that it really has, in the order in which they were asked for. */
    public List<Listener> listeners() {
      return listeners;
    }

    /** The address of the first listener, with the port that it really has. */
    public InetSocketAddress address() {
      return (InetSocketAddress) channels.get(0).localAddress();
    }

    /** Closes the ports and all connections; the ports are free when this returns. Once is enough, twice does no harm. */
    public void stop() {
      shell.stop(channels);
    }

    /**
     * Waits until the shell has stopped.
     *
     * @throws IOException if it did so because its store cannot be written, with one clear line
     */
    public void awaitEnd() throws IOException, InterruptedException {
      try {
        shell.ended.get();
      } catch (ExecutionException e) {
        Throwable failure = e.getCause();
        throw new IOException(failure == null ? "the broker failed" : failure.getMessage(), e);
      }
    }
  }

  private BrokerCore coreOf(ShellOptions given, BrokerState memory, Outbox outbox) {
    Witness witness = given.witness() == null ? Witness.SILENT : new Introducer(given.witness());
    if (given.steps() == null) {
      return make(memory, outbox, witness);
    }
    Recorder recorder = new Recorder(outbox, given.steps());
    Witness both = given.witness() == null
        ? recorder
        : (who, statements, reason, facts) -> {
          recorder.because(who, statements, reason, facts);
          witness.because(who, statements, reason, facts);
        };
    return recorder.around(make(memory, recorder, both));
  }

  private BrokerCore make(BrokerState memory, Outbox outbox, Witness witness) {
    return options
        .cores()
        .create(
            memory,
            completed(options.config()),
            options.choices(),
            (version, packet) -> PacketWriter.of(version).sizeOf(packet),
            outbox,
            witness);
  }

  /** A core knows no chance and no network: what it needs of them is given to it at its beginning. */
  private BrokerConfig completed(BrokerConfig config) {
    return config.with(the -> {
      if (the.nonceSeed == null) {
        the.nonceSeed = randomSeed();
      }
      the.underWayMaxBytes = Math.min(the.underWayMaxBytes, underWayMaxBytes());
    });
  }

  private static NonceSeed randomSeed() {
    byte[] secret = new byte[NONCE_SEED_BYTES];
    new SecureRandom().nextBytes(secret);
    return new NonceSeed(Payload.owning(secret));
  }

  /** A part of what may wait for one client: who reads is not taken for a slow one for all that was kept for it. */
  private long underWayMaxBytes() {
    return Math.max(1, options.limits().outboundMaxBytes() / 4);
  }

  private Running listen() throws IOException {
    List<Channel> channels = new ArrayList<>();
    List<Listener> listeners = new ArrayList<>();
    for (Listener listener : options.listening().listeners()) {
      int port = bind(bootstrap(listener.transport()), listener.host(), listener.port(), channels);
      listeners.add(new Listener(listener.transport(), listener.host(), port));
    }
    Observing.Address metrics = options.observing().metrics();
    if (metrics != null) {
      int port = bind(metricsBootstrap(), metrics.host(), metrics.port(), channels);
      metrics = new Observing.Address(metrics.host(), port);
    }
    group.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return new Running(this, channels, listeners, metrics);
  }

  /** Returns the port that it really is. */
  private int bind(ServerBootstrap bootstrap, String host, int port, List<Channel> channels)
      throws IOException {
    ChannelFuture bound = bootstrap.bind(host, port).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop(channels);
      throw new IOException(
          "cannot listen on " + host + ":" + port + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    channels.add(bound.channel());
    return ((InetSocketAddress) bound.channel().localAddress()).getPort();
  }

  private ServerBootstrap metricsBootstrap() {
    return new ServerBootstrap()
        .group(group)
        .channel(SOCKETS.listener())
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new MetricsDoor(new PrometheusText(figures), options.listening().handshakeMillisMax()));
  }

  private ServerBootstrap bootstrap(Transport transport) {
    int outboundMaxBytes = options.limits().outboundMaxBytes();
    return new ServerBootstrap()
        .group(group)
        .channel(SOCKETS.listener())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, WAITING_CONNECTIONS_MAX)
        .childOption(ChannelOption.TCP_NODELAY, true)
        // what a client said before it left counts, though it takes no answer any more
        .childOption(ChannelOption.AUTO_CLOSE, false)
        // and has its turn, though the client has ended its side
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(outboundMaxBytes, outboundMaxBytes))
        .childHandler(new Entrance(this, transport));
  }

  /** Lets a client in that has passed the handshakes of its transport, and tells the core. */
  void admit(SocketChannel channel) {
    if (stops) {
      channel.close();
      return;
    }
    Connection connection = new Connection(this, ++lastNumber, channel);
    connections.put(connection.number(), connection);
    channel.pipeline().addLast(connection);
  }

  private void turnAway(Channel channel) {
    Connection connection = channel.pipeline().get(Connection.class);
    if (connection == null) {
      // the core has not heard of it; nor is TLS asked, which may be in the middle of its handshake
      figures.countTurnedAway();
      channel.pipeline().firstContext().close();
    } else {
      turnAway(connection);
    }
  }

  /** Closes a connection before it is let in, because too many wait for that. */
  void turnAway(Connection connection) {
    figures.countTurnedAway();
    connection.cut("too many wait to be let in");
  }

  private void reportTurnedAway() {
    long more = figures.connectionsTurnedAway() - reportedTurnedAway;
    if (more > 0 && toldMillis >= nextReportMillis) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} connections were closed before they were let in, since too many waited for that",
          more);
      reportedTurnedAway += more;
      nextReportMillis = toldMillis + REPORT_MILLIS;
    }
  }

  private void tick() {
    try {
      tellTime();
      turns.tellWhoIsHeard(this::tell);
      if (catchingUpTicks > 0 && --catchingUpTicks == 0) {
        tell(new Input.TimePassed(toldMillis));
      }
      reportTurnedAway();
      if (systemTopics != null) {
        systemTopics.tell(toldMillis, this::tell);
      }
      flush();
    } catch (RuntimeException e) {
      // a tick that throws would be the last one
      LOG.log(System.Logger.Level.ERROR, "the passing of time led to an error", e);
    }
  }

  /** Who asks while another stops it waits for that. */
  private synchronized void stop(List<Channel> listeners) {
    listeners.forEach(each -> each.close().awaitUninterruptibly(END_MILLIS_MAX));
    if (!group.isShuttingDown()) {
      EventLoop loop = group.next();
      Promise<Void> allGone = loop.newPromise();
      loop.execute(() -> sayGoodbye(allGone));
      allGone.awaitUninterruptibly(options.limits().stopMillisMax());
      // who has not taken its last words by now does without
      loop.submit(this::abandonAll).awaitUninterruptibly(END_MILLIS_MAX);
    }
    end();
  }

  private void end() {
    group
        .shutdownGracefully(0, END_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(END_MILLIS_MAX);
    passwords.close();
    handshakes.close();
    if (holdback != null) {
      holdback.close();
    }
    ended.complete(null);
  }

  /** The store cannot be written: nothing that the broker says could be relied upon. */
  private void fail(Exception cause) {
    LOG.log(System.Logger.Level.ERROR, "the broker stops: {0}", cause.getMessage());
    abandonAll();
    ended.completeExceptionally(cause);
  }

  /** Tells everybody, behind what they were promised before: what a store has still to write comes first. */
  private void sayGoodbye(Promise<Void> allGone) {
    try {
      tell(new Input.Stopping());
      flush();
    } finally {
      stops = true;
      if (holdback == null) {
        closeAll(allGone);
      } else {
        holdback.whenAllIsOut(() -> closeAll(allGone));
      }
    }
  }

  private void closeAll(Promise<Void> allGone) {
    PromiseCombiner closing = new PromiseCombiner(ImmediateEventExecutor.INSTANCE);
    for (Connection connection : List.copyOf(connections.values())) {
      closing.add(connection.channel().closeFuture());
      connection.stop();
    }
    closing.finish(allGone);
  }

  private void abandonAll() {
    stops = true;
    List.copyOf(connections.values()).forEach(Connection::abandon);
    connections.clear();
  }

  Figures figures() {
    return figures;
  }

  ShellOptions options() {
    return options;
  }

  Anteroom anteroom() {
    return anteroom;
  }

  HandshakeDesk handshakes() {
    return handshakes;
  }

  PasswordDesk passwords() {
    return passwords;
  }

  /** Tells the core how late it is, once for each millisecond. */
  void tellTime() {
    long now = nowMillis.getAsLong();
    if (now <= toldMillis) {
      return;
    }
    boolean wasHeldUp = toldMillis >= 0 && now - toldMillis > Input.TimePassed.EVERY_MILLIS;
    if (wasHeldUp && catchingUpTicks == 0) {
      catchingUpTicks = CATCHING_UP_TICKS;
    }
    turns.tellWhoIsHeard(now, this::tell);
    toldMillis = now;
    tell(new Input.TimePassed(now, catchingUpTicks > 0));
  }

  void tell(Input input) {
    if (!stops) {
      core.on(input);
    }
  }

  /** Cites what the transport of a connection obeys: nothing that the core gets to see. */
  void because(Connection connection, MqttVersion version, Citation citation, String reason) {
    PeerWitness witness = options.witness();
    if (witness != null) {
      Peer peer = new Peer(connection.number(), connection.peer(), version);
      witness.because(peer.name(), peer, citation.allIn(version), reason);
    }
  }

  private record Peer(long connection, String name, MqttVersion version) implements Subject {}

  Turns turns() {
    return turns;
  }

  Unfinished unfinished() {
    return unfinished;
  }

  void forget(Connection connection) {
    connections.remove(connection.number());
    unfinished.forget(connection);
    backlog.note(connection, 0);
  }

  void hasUnflushed(Connection connection) {
    unflushed.add(connection);
  }

  /** One message to many clients is much at once: it does not all wait until the core is done. */
  void hasWritten(int sizeBytes) {
    unflushedBytes += sizeBytes;
    if (unflushedBytes > UNFLUSHED_BYTES_MAX) {
      flushConnections();
    }
  }

  /** Sends what the core wrote since the last time: one system call for many packets. */
  void flush() {
    if (holdback != null) {
      holdback.endRound();
    }
    flushConnections();
  }

  private void flushConnections() {
    for (int i = 0; i < unflushed.size(); i++) {
      Connection connection = unflushed.get(i);
      connection.flush();
      backlog.note(connection, connection.waitingBytes());
    }
    unflushed.clear();
    unflushedBytes = 0;
  }

  private final class NetOutbox implements Outbox {
    @Override
    public void send(long number, MqttVersion version, Packet packet) {
      Connection connection = connections.get(number);
      if (connection == null || connection.isOver()) {
        return;
      }
      PacketWriter writer = PacketWriter.of(version);
      int sizeBytes = writer.sizeOf(packet);
      ByteBuf bytes = connection.buffer(sizeBytes);
      writer.write(packet, bytes);
      connection.write(bytes);
      figures.sent().add(packet, sizeBytes);
      if (packet instanceof ConnAck answer && !answer.reasonCode().isError()) {
        anteroom.leave(connection.channel());
      }
    }

    @Override
    public void sendBytes(long number, Payload bytes) {
      Connection connection = connections.get(number);
      if (connection != null) {
        connection.write(Unpooled.wrappedBuffer(bytes.toBytes()));
      }
    }

    @Override
    public void close(long number) {
      Connection connection = connections.get(number);
      if (connection != null) {
        connection.close();
      }
    }
  }

  /** Says to whom a decision belongs by address. */
  private final class Introducer implements Witness {
    private final PeerWitness witness;

    Introducer(PeerWitness witness) {
      this.witness = witness;
    }

    @Override
    public void because(Subject who, List<Statement> statements, String reason, Object... facts) {
      Connection connection = connections.get(who.connection());
      witness.because(
          connection == null ? PeerWitness.AWAY : connection.peer(),
          who,
          statements,
          reason,
          facts);
    }
  }
}
