// What a client made with MQTT.js does with the broker, in Node.js and in a browser alike. Each step says one line;
// the first thing that is not as it should be ends it with an error.
'use strict';

async function scenario(mqtt, url, version, tls, say) {
  const v5 = version === 5;
  const prefix = 'js-' + Math.random().toString(16).slice(2, 10) + '/';
  const open = [];

  class Peer {
    constructor(name, options) {
      this.arrived = [];
      this.waiting = [];
      this.client = mqtt.connect(url, {
        protocolVersion: version,
        protocolId: 'MQTT',
        clientId: prefix.slice(0, -1) + name,
        reconnectPeriod: 0,
        connectTimeout: 60000,
        ...tls,
        ...options,
      });
      this.connected = new Promise((resolve, reject) => {
        this.client.once('connect', resolve);
        this.client.once('error', reject);
        this.client.once('close', () => reject(new Error(name + ' was closed')));
      });
      this.client.on('message', (topic, payload, packet) => {
        const message = {
          topic: topic.slice(prefix.length),
          payload: payload.toString(),
          qos: packet.qos,
          retain: packet.retain,
          properties: packet.properties,
        };
        const next = this.waiting.shift();
        if (next) {
          next(message);
        } else {
          this.arrived.push(message);
        }
      });
      open.push(this.client);
    }

    subscribe(filter, qos) {
      return this.client.subscribeAsync(filter, { qos });
    }

    publish(topic, payload, options) {
      return this.client.publishAsync(prefix + topic, payload, options);
    }

    receive() {
      const message = this.arrived.shift();
      return message ? Promise.resolve(message) : new Promise((next) => this.waiting.push(next));
    }

    async expect(topic, payload, qos, retain = false) {
      const found = await this.receive();
      for (const [name, value] of Object.entries({ topic, payload, qos, retain })) {
        if (found[name] !== value) {
          throw new Error(`${name}: expected ${value}, found ${found[name]}`);
        }
      }
      return found;
    }
  }

  async function connected(name, options) {
    const peer = new Peer(name, options);
    peer.connack = await peer.connected;
    return peer;
  }

  try {
    const publisher = await connected('publisher');
    const subscriber = await connected('subscriber');
    await subscriber.subscribe(prefix + 'room/+', 2);
    for (const qos of [0, 1, 2]) {
      await publisher.publish('room/a', 'hello', { qos });
      await subscriber.expect('room/a', 'hello', qos);
      say('QoS ' + qos);
    }

    const large = '0123456789'.repeat(30000);
    await publisher.publish('room/large', large, { qos: 2 });
    await subscriber.expect('room/large', large, 2);
    say('large');

    await publisher.publish('kept', 'kept', { qos: 1, retain: true });
    await subscriber.subscribe(prefix + 'kept', 1);
    await subscriber.expect('kept', 'kept', 1, true);
    await publisher.publish('kept', '', { qos: 1, retain: true });
    await subscriber.expect('kept', '', 1);
    say('retained');

    const will = { topic: prefix + 'room/will', payload: 'gone', qos: 1, retain: false };
    const lost = await connected('lost', { will });
    lost.client.stream.destroy();
    await subscriber.expect('room/will', 'gone', 1);
    say('will');

    const lasting = { clean: false, ...(v5 && { properties: { sessionExpiryInterval: 60 } }) };
    const asleep = await connected('sleeper', lasting);
    await asleep.subscribe(prefix + 'missed', 2);
    await asleep.client.endAsync();
    await publisher.publish('missed', 'while away', { qos: 2 });
    const awake = await connected('sleeper', lasting);
    if (!awake.connack.sessionPresent) {
      throw new Error('expected Session Present');
    }
    await awake.expect('missed', 'while away', 2);
    say('session');

    if (v5) {
      const userProperties = { colour: ['red', 'blue'], size: '3' };
      const properties = { userProperties, responseTopic: 'answers', contentType: 'text/plain' };
      await publisher.publish('room/properties', 'hello', { qos: 1, properties });
      const found = (await subscriber.expect('room/properties', 'hello', 1)).properties;
      if (JSON.stringify(found.userProperties) !== JSON.stringify(userProperties)
          || found.responseTopic !== 'answers' || found.contentType !== 'text/plain') {
        throw new Error('properties: found ' + JSON.stringify(found));
      }
      say('properties');

      const members = [await connected('one'), await connected('two')];
      for (const member of members) {
        await member.subscribe('$share/group/' + prefix + 'job', 1);
        await member.subscribe(prefix + 'end', 1);
      }
      const jobs = Array.from({ length: 10 }, (any, i) => 'job ' + i);
      for (const job of jobs) {
        await publisher.publish('job', job, { qos: 1 });
      }
      await publisher.publish('end', '', { qos: 1 });
      const done = [];
      for (const member of members) {
        for (let next = await member.receive(); next.topic !== 'end'; next = await member.receive()) {
          done.push(next.payload);
        }
      }
      if (done.sort().join() !== jobs.join()) {
        throw new Error('shared: expected each of ' + jobs + ' once, found ' + done);
      }
      say('shared');
    }
  } finally {
    open.forEach((client) => client.end(true));
  }
}

if (typeof module !== 'undefined') {
  module.exports = scenario;
}
