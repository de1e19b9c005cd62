"""What organizers, trainees and strangers type about certificates."""
