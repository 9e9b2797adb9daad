package dev.assay.broker.net;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One network connection: makes inputs of its bytes, and writes what the core sends. Lives on the shell's event loop. */
final class Connection extends ChannelInboundHandlerAdapter
    implements Inflow.Receiver, Backlog.Client {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  /** How long a closed connection is still read, and what comes thrown away, so that our last words are not lost in a reset. */
  private static final long LINGER_MILLIS = 2_000;

  /** The same when the broker stops, from the moment at which the client's side has taken everything. */
  private static final long STOP_LINGER_MILLIS = 500;

  private static final Citation SUBPROTOCOL = cite(Mqtt5.MQTT_6_0_0_4, Mqtt311.MQTT_6_0_0_4);
  private static final Citation ONE_STREAM = cite(Mqtt5.MQTT_6_0_0_2, Mqtt311.MQTT_6_0_0_2);

  private final Shell shell;
  private final long number;
  private final SocketChannel channel;
  private final String peer;
  private final boolean isWebSocket;

  private final Inflow inflow;
  private boolean sentFirstPacket;
  // a packet ended since the shell was told what is unfinished
  private boolean endedPacket;
  // its password is being checked: what comes behind the CONNECT waits
  private boolean isHeld;
  // what is left of what came waits for its next turn
  private boolean waits;
  // nothing comes behind what is here
  private boolean hasEnded;
  // the network connection is closed
  private boolean isGone;
  // a text frame behind what waits
  private Input.@Nullable BytesMalformed notBinary;
  // the core has closed it, or is told that it is lost: nothing more goes either way
  private boolean isOver;
  // our last words, once they are on their way
  private @Nullable ChannelFuture lastWords;
  // ends the wait for the client's FIN
  private @Nullable Future<?> linger;
  private boolean hasUnflushed;

  Connection(Shell shell, long number, SocketChannel channel) {
    this.shell = shell;
    this.number = number;
    this.channel = channel;
    this.peer = text(channel.remoteAddress());
    this.isWebSocket = channel.pipeline().get(WebSocketFrames.class) != null;
    int packetMaxBytes = shell.options().config().maximumPacketSizeBytes();
    this.inflow = new Inflow(
        this, Math.min(shell.options().limits().connectMaxBytes(), packetMaxBytes), packetMaxBytes);
  }

  long number() {
    return number;
  }

  String peer() {
    return peer;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Whether nothing goes out any more. */
  boolean isOver() {
    return isOver;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    shell.tell(new Input.ConnectionOpened(number, peer));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof WebSocketFrames.NotBinary frame) {
      onNotBinary(frame.content());
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    boolean beginsWithinPacket = inflow.isWithinPacket();
    boolean knewVersion = inflow.version().isPresent();
    try {
      if (isOver || notBinary != null) {
        return;
      }
      inflow.add(bytes);
    } finally {
      bytes.release();
    }
    if (waits) {
      return;
    }
    shell.tellTime();
    int ends = readAll();
    if (isWebSocket && inflow.version().isPresent()) {
      citeFrame(inflow.version().get(), !knewVersion, beginsWithinPacket || ends > 1);
    }
  }

  /** Has the core hear of what came, as much as fits into this turn. */
  private int readAll() {
    shell.turns().begin(this);
    int ends = inflow.readAll();
    if (!isOver && !isHeld && isTurnOver()) {
      waits = true;
      channel.config().setAutoRead(false);
      shell.turns().awaitAnother(this);
    }
    return ends;
  }

  @Override
  public boolean takesMore() {
    return !isOver && !isHeld && !isTurnOver();
  }

  private boolean isTurnOver() {
    return inflow.isWithinPacket() && shell.turns().isOver();
  }

  /** Whether a whole packet waits for its next turn. */
  boolean hasPacketWaiting() {
    return !isOver && inflow.holdsPacket();
  }

  /** The others had their turn, and it is this one's again. */
  void takeTurn() {
    waits = false;
    goOn(() -> {});
    if (isGone && !waits) {
      leave();
    }
  }

  /** The core hears of {@code first}, and then of what came behind it. */
  private void goOn(Runnable first) {
    if (isOver) {
      return;
    }
    try {
      shell.tellTime();
      first.run();
      readAll();
      shell.turns().end();
      noteUnfinished();
      shell.flush();
      if (!isOver && !waits) {
        readOn();
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Nothing that came waits any more. */
  private void readOn() {
    if (notBinary != null) {
      tellNotBinary(notBinary);
      notBinary = null;
      shell.flush();
    }
    if (isOver) {
      return;
    }
    if (hasEnded) {
      lose("");
    } else {
      Sockets.readOn(channel);
    }
  }

  /** The client has ended its side. What came before counts, and has its turn first, unless nobody is there to be let in. */
  private void end() {
    hasEnded = true;
    if (isOver) {
      channel.close();
    } else if (!waits && !(isHeld && channel.isActive())) {
      lose("");
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      end();
    }
  }

  private void citeFrame(MqttVersion version, boolean isFirst, boolean isUnaligned) {
    if (isFirst) {
      shell.because(this, version, SUBPROTOCOL, "the WebSocket was opened for mqtt");
    }
    if (isUnaligned) {
      shell.because(this, version, ONE_STREAM, "packets do not end where the frame does");
    }
  }

  /** A text frame holds no packet, whatever its bytes are: the core is told what is wrong with it, and it is thrown away. */
  private void onNotBinary(ByteBuf content) {
    Payload bytes = Payload.owning(ByteBufUtil.getBytes(content));
    content.release();
    if (isOver || notBinary != null) {
      return;
    }
    // who has not said its version yet gets no CONNACK, in which words would it be?
    boolean isV5 = inflow.version().orElse(MqttVersion.V3_1_1) == MqttVersion.V5;
    Input.BytesMalformed input = new Input.BytesMalformed(
        number,
        new Violation(
            "WebSocket frame",
            0,
            "binary",
            "text",
            isV5 ? Mqtt5.MQTT_6_0_0_1 : Mqtt311.MQTT_6_0_0_1,
            isV5 ? "close-on-other-frame" : "close-on-other-data-frame",
            ReasonCode.MALFORMED_PACKET),
        bytes);
    if (waits || isHeld) {
      notBinary = input;
    } else {
      shell.tellTime();
      tellNotBinary(input);
    }
  }

  private void tellNotBinary(Input.BytesMalformed input) {
    shell.figures().countMalformed();
    shell.tell(input);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    shell.turns().end();
    noteUnfinished();
    shell.flush();
  }

  private void noteUnfinished() {
    if (!isOver) {
      shell.unfinished().note(this, unfinishedBytes(), endedPacket);
      endedPacket = false;
    }
  }

  /** The memory that is taken by what has come of the next packet, or of the WebSocket frame that it is in. */
  private int unfinishedBytes() {
    CountedFrames frames = isWebSocket ? channel.pipeline().get(CountedFrames.class) : null;
    return inflow.heldBytes() + (frames == null ? 0 : frames.heldBytes());
  }

  /** Makes room for the packets of others: its own has not come to an end for longer than theirs. */
  void dropUnfinished() {
    shell.figures().countUnfinished();
    inflow.forget();
    cut("its packet does not come to an end, and others need the room");
  }

  @Override
  public void onPacket(Packet packet, int sizeBytes) {
    shell.figures().received().add(packet, sizeBytes);
    endedPacket = true;
    boolean isFirst = !sentFirstPacket;
    sentFirstPacket = true;
    if (isFirst && packet instanceof Connect connect && shell.passwords().takesTime(connect)) {
      awaitCheck(connect, sizeBytes);
    } else {
      shell.tell(new Input.PacketArrived(number, packet));
    }
    shell.turns().handled(packet.type());
  }

  @Override
  public void onBroken(Violation violation, Payload bytes) {
    shell.figures().countMalformed();
    endedPacket = true;
    shell.tell(new Input.BytesMalformed(number, violation, bytes));
  }

  private void awaitCheck(Connect connect, int sizeBytes) {
    if (!shell.passwords().hasRoomFor(sizeBytes)) {
      shell.turnAway(this);
      return;
    }
    shell.anteroom().leave(channel);
    isHeld = true;
    channel.config().setAutoRead(false);
    shell.passwords().check(connect, sizeBytes, channel, () -> {
      isHeld = false;
      goOn(() -> shell.tell(new Input.PacketArrived(number, connect)));
    });
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isGone = true;
    if (!isOver) {
      end();
    }
    if (linger != null) {
      linger.cancel(false);
    }
    if (!waits) {
      leave();
    }
  }

  private void leave() {
    inflow.release();
    shell.forget(this);
  }

  /** Ends the connection at once, not from within the core. */
  void cut(String why) {
    if (isOver) {
      // its last words were said
      channel.close();
    } else {
      lose(why);
    }
  }

  /** The connection is gone, or is given up: the core is told, and the client is not. */
  private void lose(String why) {
    isOver = true;
    channel.close();
    shell.tellTime();
    shell.tell(new Input.ConnectionLost(number, why));
    shell.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    // a peer's broken TLS or WebSocket comes wrapped as a DecoderException
    boolean isOfPeer = cause instanceof IOException || cause instanceof CodecException;
    if (!isOfPeer) {
      LOG.log(System.Logger.Level.ERROR, "connection from " + peer + " is dropped", cause);
    }
    if (!isOver && waits && isOfPeer) {
      hasEnded = true;
    } else if (!isOver) {
      lose("");
    }
    channel.close();
  }

  /** A buffer for {@link #write}. */
  ByteBuf buffer(int sizeBytes) {
    return channel.alloc().ioBuffer(sizeBytes);
  }

  /** Takes over {@code bytes}. */
  void write(ByteBuf bytes) {
    if (!isOver && !channel.isWritable()) {
      flush();
      if ((hasEnded || !channel.config().isAutoRead())
          && channel.unsafe().outboundBuffer() == null) {
        // it takes no answer any more, and what it said still counts
        bytes.release();
        return;
      }
      // the socket does not take now what has to wait, and that is more than may; one packet always
      // may, however large it is
      if (!channel.isWritable()) {
        dropSlowClient();
      }
    }
    if (isOver) {
      bytes.release();
      return;
    }
    int sizeBytes = bytes.readableBytes();
    channel.write(bytes);
    if (!hasUnflushed) {
      hasUnflushed = true;
      shell.hasUnflushed(this);
    }
    shell.hasWritten(sizeBytes);
  }

  /** How many bytes wait here for the socket to take them, those of the transport's layers included. */
  @Override
  public long waitingBytes() {
    // none behind our own FIN, while what the client still sends is thrown away, and none once it
    // is closed
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }

  /**
   * Makes room for what others are sent. The core is told later, since it may be in the middle of its work, but what waits is let go of
   * now: TLS is not asked, which would want to say its own last word first.
   */
  @Override
  public void dropForOthers() {
    if (!isOver) {
      dropSlowClient();
    }
    channel.pipeline().firstContext().close();
  }

  /** Not at once: the core is in the middle of its work. */
  private void dropSlowClient() {
    isOver = true;
    shell.figures().countSlowClient();
    channel.eventLoop().execute(() -> {
      // a channel whose peer is gone takes nothing either
      if (channel.isActive()) {
        LOG.log(System.Logger.Level.INFO, "{0} does not take what it is sent and is dropped", peer);
      }
      lose("it does not take what it is sent");
    });
  }

  void flush() {
    hasUnflushed = false;
    channel.flush();
  }

  /** Ends the connection after what was written: FIN, and what the client still sends is thrown away for a moment. */
  void close() {
    if (!isOver) {
      sayGoodbye(WebSocketCloseStatus.NORMAL_CLOSURE);
      closeAfter(LINGER_MILLIS);
    }
  }

  /**
   * The broker stops. The same as {@link #close}, but nothing is cut off before the client has taken it: the shell says when there is no
   * more time for that.
   */
  void stop() {
    if (!isOver) {
      sayGoodbye(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE);
    }
    if (lastWords == null) {
      // given up already
      channel.close();
    } else {
      lastWords.addListener(said -> closeAfter(STOP_LINGER_MILLIS));
    }
  }

  private void sayGoodbye(WebSocketCloseStatus status) {
    isOver = true;
    if (!channel.isActive()) {
      // what it said before it went had its turn until now
      return;
    }
    // who waited for something else waits for the client's FIN now
    Sockets.readOn(channel);
    lastWords = say(status).addListener(said -> {
      if (said.isSuccess() && !hasEnded) {
        channel.shutdownOutput();
      } else {
        channel.close();
      }
    });
  }

  /** What each layer of the transport says at the end, behind what was written. */
  private ChannelFuture say(WebSocketCloseStatus status) {
    ChannelFuture said = isWebSocket
        ? channel.writeAndFlush(new CloseWebSocketFrame(status))
        : channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null ? said : tls.closeOutbound();
  }

  private void closeAfter(long millis) {
    if (linger != null) {
      linger.cancel(false);
    }
    if (channel.isOpen()) {
      linger = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the connection at once; no word to the core. TLS is not asked, which would wait for its own last word to be taken. */
  void abandon() {
    isOver = true;
    channel.pipeline().firstContext().close();
  }

  private static String text(@Nullable InetSocketAddress address) {
    if (address == null) {
      // gone before it was let in
      return "unknown";
    }
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
