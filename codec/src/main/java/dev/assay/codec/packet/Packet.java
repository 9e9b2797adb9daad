package dev.assay.codec.packet;

/** A Control Packet that the standard allows. Dispatch by a switch expression on {@link #type()} without a default. */
public sealed interface Packet extends Reading
    permits Connect,
        ConnAck,
        Publish,
        PubAck,
        PubRec,
        PubRel,
        PubComp,
        Subscribe,
        SubAck,
        Unsubscribe,
        UnsubAck,
        PingReq,
        PingResp,
        Disconnect,
        Auth {

  PacketType type();
}
