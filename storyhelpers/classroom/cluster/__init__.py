"""More than one machine: the studio's engines as replicas of a Ray cluster, and books by the thousand (`batch`).

    from storyhelpers.classroom import serve
    from storyhelpers.classroom.cluster import Share, cluster_studio

    studio = cluster_studio("gpu", replicas=2, crafts={"illustrator": Share(replicas=(2, 8), gpus=1)})
    serve(studio, seats=studio.seats)          # the same server, the same remote clients
    studio.health()                            # who runs where, who died
    studio.close()

Every engine that is a model has replicas of its own; all that are none share some; those that need a key stay here, so
that the key does too. A replica that dies is replaced, and what it was doing is done by another: an engine is a
function of its arguments and its seed, so doing it again gives the same.

    settings.py  how many replicas, and how much of a machine each has
    replica.py   what runs in a replica
    engine.py    an engine that has its work done by replicas; what happens when one dies
    pump.py      from Ray's event loop to the thread that waits
    studio.py    cluster_studio: Ray started, replicas placed
"""

from .settings import Share
from .studio import ClusterStudio, cluster_studio

__all__ = ["ClusterStudio", "Share", "cluster_studio"]
