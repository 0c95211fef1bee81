package io.rafty.vertx.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;

/**
 * What this machine allows, in microseconds, each the median of many: nothing that is durable and on a network can be
 * faster.
 *
 * @param fsync      a write of 128 bytes at the end of a file, and its fsync
 * @param threeFsync the same for three files at once, until all three are done
 * @param roundTrip  100 bytes over loopback to another thread and back, with bare Netty
 * @param handoff    from one thread to another and back, halved
 */
record Limits(double fsync, double threeFsync, double roundTrip, double handoff) {

  private static final int SYNCS = 300;
  private static final int TRIPS = 5_000;
  private static final int BYTES = 128;

  static Limits measure(Path folder) throws Exception {
    return new Limits(fsyncs(folder, 1), fsyncs(folder, 3), roundTrips(), handoffs());
  }

  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow() / 1e3;
  }

  private static double fsyncs(Path folder, int files) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(files);
    List<FileChannel> open = new ArrayList<>();
    List<Long> nanos = new ArrayList<>();
    try {
      for (int i = 0; i < files; i++) {
        open.add(FileChannel.open(Files.createTempFile(folder, "probe", ""), StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE));
      }
      List<Callable<Boolean>> writes = open.stream().<Callable<Boolean>>map(file -> () -> write(file)).toList();
      for (int i = 0; i < SYNCS; i++) {
        long begin = System.nanoTime();
        threads.invokeAll(writes);
        nanos.add(System.nanoTime() - begin);
      }
      return median(nanos);
    } finally {
      threads.shutdown();
      for (FileChannel each : open) {
        each.close();
      }
    }
  }

  private static boolean write(FileChannel file) throws IOException {
    file.write(ByteBuffer.allocate(BYTES));
    file.force(false);
    return true;
  }

  private static double roundTrips() throws InterruptedException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    SynchronousQueue<Long> done = new SynchronousQueue<>();
    try {
      Channel server = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
        .childHandler(of(new Echo())).bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
      Pinger pinger = new Pinger(done);
      Channel client = new Bootstrap().group(loops).channel(NioSocketChannel.class).handler(of(pinger))
        .connect(server.localAddress()).sync().channel();
      long nanos = done.take();
      client.close().sync();
      server.close().sync();
      return nanos / 1e3;
    } finally {
      loops.shutdownGracefully();
    }
  }

  private static ChannelHandler of(ChannelHandler handler) {
    return new ChannelInitializer<SocketChannel>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        channel.config().setTcpNoDelay(true);
        channel.pipeline().addLast(handler);
      }
    };
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message);
    }
  }

  /** The messages are so small that each comes in one piece. */
  private static final class Pinger extends ChannelInboundHandlerAdapter {

    private final SynchronousQueue<Long> done;
    private final List<Long> nanos = new ArrayList<>();
    private long begin;

    Pinger(SynchronousQueue<Long> done) {
      this.done = done;
    }

    private void ping(ChannelHandlerContext context) {
      begin = System.nanoTime();
      context.writeAndFlush(Unpooled.wrappedBuffer(new byte[100]));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ping(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws InterruptedException {
      ((ByteBuf) message).release();
      nanos.add(System.nanoTime() - begin);
      if (nanos.size() < TRIPS) {
        ping(context);
      } else if (nanos.size() == TRIPS) {
        done.put((long) (median(nanos) * 1e3));
      }
    }
  }

  private static double handoffs() throws InterruptedException {
    SynchronousQueue<Integer> there = new SynchronousQueue<>();
    SynchronousQueue<Integer> back = new SynchronousQueue<>();
    Thread other = new Thread(() -> {
      try {
        for (int i = 0; i < TRIPS; i++) {
          back.put(there.take());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    other.start();
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < TRIPS; i++) {
      long begin = System.nanoTime();
      there.put(i);
      back.take();
      nanos.add(System.nanoTime() - begin);
    }
    other.join();
    return median(nanos) / 2;
  }
}
